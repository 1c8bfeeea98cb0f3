import { type KeepText, redactJsonWithin, redactText, redactValue } from '../../output/redaction.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import type { KeptResponse } from '../world/journal.ts';
import { lengthOf, mediaTypeOf, wholeBody } from './send.ts';

/** The approximate memory of a response body in the journal: 16 KiB. */
const MAX_KEPT_BYTES = 16_384;
/** A longer body is a searchset of which the first entries are kept: 8 KiB of JSON take up to 16 KiB when they are redacted. */
const MAX_WHOLE_BYTES = 8192;
/** The bytes of a slot search among which its first slots are looked for. */
const MAX_SLOT_BYTES = 4000;
/** The entries that are kept of a long searchset. */
const MAX_ENTRIES = 3;
const ENTRIES = '"entry":[';
/** The end of a searchset, behind its entries. */
const CLOSING = ']}';

/** The headers that are kept, beside the media type. */
const KEPT_HEADERS = ['Location', 'Allow', 'Retry-After', 'WWW-Authenticate'];

/** The operations whose responses have nothing of a patient. */
const WITHOUT_PATIENT: ReadonlySet<InboundOperation | undefined> = new Set([
  'read-appointment-types',
  'search-slot',
  'read-slot',
  'search-schedule',
  'read-schedule',
  'search-practitioner-role',
  'read-practitioner-role',
]);

/** What the journal keeps of a response. */
export interface CapturedResponse {
  /** Undefined when the connection was reset. */
  readonly response: KeptResponse | undefined;
  /** The first entries of a slot search as JSON: they are redacted when they are shown. */
  readonly firstSlots?: string;
  /** The approximate memory of both. */
  readonly bytes: number;
}

/**
 * Captures a response for the journal, redacted and bounded (docs/decisions/0007-what-the-journal-keeps.md). Of a slot search
 * the text of the first slots is kept: to parse and redact them would take as long as the search, and slots have nothing of a
 * patient.
 */
export function captureResponse(
  response: InteractionResponse,
  operation: InboundOperation | undefined,
): CapturedResponse {
  if (response.distortion?.reset) return { response: undefined, bytes: 0 };
  const headers = keepHeaders(response);
  if (operation === 'search-slot' && response.head?.endsWith(ENTRIES)) {
    const firstSlots = firstEntries(
      beginningOf(response.parts, MAX_SLOT_BYTES),
      sizeOf(response.parts) <= MAX_SLOT_BYTES,
    );
    return { response: { headers, isExcerpt: true }, firstSlots, bytes: firstSlots.length };
  }
  const { bytes, ...body } = captureBody(response, operation);
  return { response: { headers, ...body }, bytes };
}

function keepHeaders(response: InteractionResponse): NonNullable<KeptResponse['headers']> {
  const kept: Record<string, string> = {};
  const mediaType = mediaTypeOf(response);
  if (mediaType !== undefined) kept['Content-Type'] = mediaType;
  for (const name of KEPT_HEADERS) {
    const value = response.headers?.[name];
    if (value !== undefined) kept[name] = redactText(value);
  }
  return kept;
}

function captureBody(
  response: InteractionResponse,
  operation: InboundOperation | undefined,
): Pick<KeptResponse, 'body' | 'isExcerpt'> & { readonly bytes: number } {
  const length = lengthOf(response);
  if (length === 0) return { bytes: 0 };
  const isCut = length > MAX_WHOLE_BYTES;
  const text = isCut ? beginningOfSearchset(response) : textOf(response);
  const parsed = parseJson(text);
  // Not JSON by a fault or a defect, or a long body that is no searchset.
  if (parsed === undefined) return { body: `(${length} bytes)`, bytes: 0 };
  const { value, bytes } = redactJsonWithin(parsed, MAX_KEPT_BYTES, keepTexts(response, operation));
  return { body: value, bytes, ...((isCut || bytes >= MAX_KEPT_BYTES) && { isExcerpt: true }) };
}

/** Keeps the texts that are not of a patient: those of the simulator's own errors, and of the practice's configuration. */
function keepTexts({ journal }: InteractionResponse, operation: InboundOperation | undefined): KeepText {
  // A defect may repeat what it must not.
  const isDeviating = journal?.notes?.some((note) => note.startsWith('defect ')) ?? false;
  return (key, text) => {
    const isOwnText = key === 'diagnostics' && !isDeviating;
    const isOfPractice = key === 'display' && WITHOUT_PATIENT.has(operation);
    return isOwnText || isOfPractice ? redactText(text) : redactValue(key, text);
  };
}

function textOf({ head = '', parts }: InteractionResponse): string {
  return parts.length === 0 ? head : wholeBody({ head, parts }).toString('utf8');
}

/** Returns the JSON of a searchset with its first entries only; empty for another body. */
function beginningOfSearchset({ head = '', parts }: InteractionResponse): string {
  const whole = [Buffer.from(head), ...parts];
  const text = beginningOf(whole, MAX_KEPT_BYTES).toString('utf8');
  const isWhole = sizeOf(whole) <= MAX_KEPT_BYTES;
  const start = text.indexOf(ENTRIES) + ENTRIES.length;
  return start < ENTRIES.length
    ? ''
    : `${text.slice(0, start)}${firstEntries(Buffer.from(text.slice(start)), isWhole)}]}`;
}

function beginningOf(parts: readonly Buffer[], maxBytes: number): Buffer {
  const [first] = parts;
  if (first && first.length >= maxBytes) return first.subarray(0, maxBytes);
  return Buffer.concat(parts, Math.min(sizeOf(parts), maxBytes));
}

function sizeOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/**
 * Returns the first entries of a Bundle. All begin with the same key, as in `{"fullUrl":`. The text of no value has that,
 * because its quotes are escaped.
 * @param isWhole whether nothing was cut off behind them
 */
function firstEntries(entries: Buffer, isWhole: boolean): string {
  const nextEntry = `,${entries.toString('latin1', 0, entries.indexOf(':') + 1)}`;
  let end = -1;
  for (let count = 0; count < MAX_ENTRIES; count++) {
    const next = entries.indexOf(nextEntry, end + 1);
    if (next < 0) return entries.toString('utf8', 0, isWhole ? entries.length - CLOSING.length : Math.max(end, 0));
    end = next;
  }
  return entries.toString('utf8', 0, end);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
