import { redactUnlessCode } from '../../output/redaction.ts';
import { parseBoundedJson } from '../../schema/bounded-json.ts';

/** Returns an object as it is; of anything else undefined. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Returns a list as it is; of anything else an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns a text that is not empty; of anything else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the value at a path of keys and indexes; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inside = value;
  for (const key of path) inside = typeof key === 'number' ? listOf(inside)[key] : objectOf(inside)?.[key];
  return inside;
}

/** A text without spaces, as codes, ids and urls are; a longer one is not worth the search for secrets in it. */
const LONG_CODE = /^[A-Za-z0-9\-._:/|+#,%~]{201,4000}$/;
const LONG_VALUE = /'([^'\s]{201,})'/g;
const SHOWN_AT_BEGINNING = 80;
const SHOWN_AT_END = 40;

/**
 * Shortens each long value in a message to its beginning, its end and its length. It has to be redacted before: half a secret
 * is not found any more.
 */
export function shortenValues(message: string): string {
  return message.replace(LONG_VALUE, (_match, value: string) => {
    const [beginning, end] = [value.slice(0, SHOWN_AT_BEGINNING), value.slice(-SHOWN_AT_END)];
    return `'${beginning}…${end}' (${value.length} characters)`;
  });
}

/** Describes a value for a message: codes, ids and times are readable once redacted, anything else appears by its kind. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `'${showCode(value)}'`;
  if (typeof value === 'object') {
    const type = textOf(objectOf(value)?.['resourceType']);
    return type === undefined ? 'an object' : `a resource of type ${describeValue(type)}`;
  }
  return String(value);
}

function showCode(text: string): string {
  return LONG_CODE.test(text) ? text : redactUnlessCode(text, (id) => id);
}

/** Returns the value of a JSON text; undefined when the text is not JSON, or beyond the limits of `parseBoundedJson`. */
export function parseJson(text: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch {
    return undefined;
  }
}
