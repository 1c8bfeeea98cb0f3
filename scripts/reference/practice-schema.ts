import { defined } from '../../schema/defined.ts';
import { withoutExpected } from '../../simulator/admin/openapi.ts';
import { configurationSchema } from '../../simulator/practice/schema.ts';

const MOMENT =
  '^([0-9]{4}-[0-9]{2}-[0-9]{2}|today|tomorrow|next [a-z]+|in [0-9]{1,4} (day|workday|week)s?)[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?$';
const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$';

/**
 * Patterns for the project's string formats, because editors do not know these formats. The simulator also checks rules
 * that a pattern cannot express: a day exists, a BSN passes the eleven test.
 */
const PATTERNS: Readonly<Record<string, string>> = {
  agb: '^[0-9]{8}$',
  bsn: '^[0-9]{9}$',
  'time-of-day': '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
  'iso-duration': '^P(?=.)([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+([.,][0-9]+)?S)?)?$',
  'category-token': '^[^|\\s]+\\|[^|\\s]+$',
  'http-url': '^https?://',
  'http-origin': '^https?://[^/?#@ ]+$',
  'time-zone': '^[A-Za-z0-9_+/-]+$',
  instant: INSTANT,
  'clock-instant': INSTANT,
  day: '^([0-9]{4}-[0-9]{2}-[0-9]{2}|today|tomorrow|next [a-z]+|in [0-9]{1,4} (day|workday|week)s?)$',
  moment: MOMENT,
  'slot-start': MOMENT,
  'store-location': '^(?![A-Za-z][A-Za-z0-9+.-]+://)|^[Pp][Oo][Ss][Tt][Gg][Rr][Ee][Ss]([Qq][Ll])?://',
};

/** Returns the JSON Schema of a practice file, for editors and other tools. */
export function practiceSchema(): unknown {
  const { $id: _internal, ...schema } = configurationSchema;
  return toEditorSchema(schema);
}

/** Converts a schema to the keywords that editors support. */
export function toEditorSchema(schema: unknown): unknown {
  return withoutExpected(withPatterns(schema));
}

/** Converts formats to patterns, and `expected` to a missing description. */
function withPatterns(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withPatterns);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { format, ...rest } = schema as Readonly<Record<string, unknown>>;
  const inside = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withPatterns(value)]));
  const { expected, description } = inside;
  const added = typeof expected === 'string' && description === undefined ? { description: toSentence(expected) } : {};
  if (typeof format !== 'string') return { ...inside, ...added };
  return { ...inside, ...added, ...defined({ pattern: inside['pattern'] ?? PATTERNS[format] }) };
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
