import { redactUnlessCode } from '../../output/redaction.ts';

/** An object, or undefined. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A list; of anything else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What stands at a path of keys and indexes; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof key === 'number' ? listOf(inside)[key] : objectOf(inside)?.[key]),
    value,
  );
}

/** A value as a message may show it, once it is scrubbed: codes, ids and times readable, anything else by its kind. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `'${redactUnlessCode(value, (id) => id)}'`;
  if (typeof value === 'object') {
    const type = textOf(objectOf(value)?.['resourceType']);
    return type === undefined ? 'an object' : `a resource of type ${found(type)}`;
  }
  return String(value);
}
