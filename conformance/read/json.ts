import { redactUnlessCode } from '../../output/redaction.ts';

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
  return path.reduce<unknown>(
    (inside, key) => (typeof key === 'number' ? listOf(inside)[key] : objectOf(inside)?.[key]),
    value,
  );
}

/** Describes a value for a message: codes, ids and times are readable once redacted, anything else appears by its kind. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `'${redactUnlessCode(value, (id) => id)}'`;
  if (typeof value === 'object') {
    const type = textOf(objectOf(value)?.['resourceType']);
    return type === undefined ? 'an object' : `a resource of type ${describeValue(type)}`;
  }
  return String(value);
}

/** Returns the value of a JSON text; undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
