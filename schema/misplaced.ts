import type { Violation } from './explain-errors.ts';
import { formatPath } from './mistake.ts';
import type { Schema } from './schema.ts';

type Path = Violation['path'];

/** The end of the message about a key without a value. */
const GOT_NULL = ', got null';

/** The keys of an object that are named in a message. */
const MAX_NAMED = 4;

/**
 * Replaces the violations that follow from one wrong level of indentation by one: YAML reads a key or an item at another
 * level without an error, so that keys are unknown in one place and missing in another. Wrong values stay.
 */
export function mergeMisplaced(violations: readonly Violation[], schema: Schema<unknown>): readonly Violation[] {
  const named = violations.filter((violation) => !isExplained(violation, violations));
  const misplaced = findMisplaced(named, schema);
  if (!misplaced) return named;
  return [misplaced, ...named.filter((violation) => !isOfStructure(violation))];
}

function isUnknownKey({ keyword }: Violation): boolean {
  return keyword === 'additionalProperties';
}

/** Returns whether a missing key is there, and only spelled wrong. */
function isExplained({ keyword, path, key }: Violation, violations: readonly Violation[]): boolean {
  if (keyword !== 'required') return false;
  return violations.some(
    (other) => isUnknownKey(other) && isSame(other.path, path) && other.suggestion === `did you mean ${key}?`,
  );
}

/** Returns whether a violation may follow from a wrong level: a key is unknown or missing, or has no value. */
function isOfStructure(violation: Violation): boolean {
  const { keyword, message, suggestion } = violation;
  return keyword === 'required' || (isUnknownKey(violation) && suggestion === undefined) || message.endsWith(GOT_NULL);
}

function findMisplaced(violations: readonly Violation[], schema: Schema<unknown>): Violation | undefined {
  const unknown = violations.filter((violation) => isUnknownKey(violation) && violation.suggestion === undefined);
  const missing = violations.filter(({ keyword }) => keyword === 'required');
  for (const violation of unknown) {
    const home = missing.find(({ key, path }) => key === violation.key && !isSame(path, violation.path));
    if (home) return { ...violation, message: toMessage('missing', home.path) };
  }
  for (const violation of unknown) {
    const home = findEmptyBeside(violation, violations, schema);
    if (home) return { ...violation, message: toMessage('known', home) };
  }
  const item = findStrangeItem(unknown, missing);
  if (!item) return undefined;
  for (const violation of unknown) {
    const home = findKnownAbove(violation, schema);
    if (home) return { ...violation, message: toMessage('known', home) };
  }
  return item;
}

function toMessage(state: string, home: Path): string {
  return `unknown key here, and ${state} in ${formatPath(home)}: check its indentation`;
}

/** Returns an object that belongs elsewhere: keys are missing, and several others are unknown. */
function findStrangeItem(unknown: readonly Violation[], missing: readonly Violation[]): Violation | undefined {
  for (const { path } of missing) {
    const isHere = (violation: Violation): boolean => isSame(violation.path, path);
    const others = unknown.filter(isHere);
    // The root is where it is.
    if (path.length === 0 || others.length < 2) continue;
    const message = `expected an object with ${list(missing.filter(isHere))}, got one with ${list(others)}: check its indentation`;
    return { path, code: 'structure', keyword: 'indentation', message };
  }
  return undefined;
}

function list(violations: readonly Violation[]): string {
  const keys = violations.map(({ key }) => `'${key}'`);
  return keys.length > MAX_NAMED ? `${keys.slice(0, MAX_NAMED).join(', ')} and others` : keys.join(', ');
}

/** Returns the object beside an unknown key that knows it, and is empty: its only key is at the level of the object. */
function findEmptyBeside(
  { path, key = '' }: Violation,
  violations: readonly Violation[],
  schema: Schema<unknown>,
): Path | undefined {
  const empty = violations.find(
    (other) =>
      other.message.endsWith(GOT_NULL) &&
      isSame(other.path.slice(0, -1), path) &&
      Object.hasOwn(propertiesOf(schemaAt(schema, other.path)), key),
  );
  return empty?.path;
}

/** Returns the nearest object around an unknown key that knows it. */
function findKnownAbove({ path, key = '' }: Violation, schema: Schema<unknown>): Path | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const above = path.slice(0, length);
    if (Object.hasOwn(propertiesOf(schemaAt(schema, above)), key)) return above;
  }
  return undefined;
}

/** Returns the schema of a place; undefined within a union. */
function schemaAt(root: Schema<unknown>, path: Path): Schema<unknown> | undefined {
  let schema: Schema<unknown> | undefined = root;
  for (const part of path) {
    schema = typeof part === 'number' ? (schema?.['items'] as Schema<unknown> | undefined) : propertiesOf(schema)[part];
  }
  return schema;
}

function propertiesOf(schema: Schema<unknown> | undefined): Readonly<Record<string, Schema<unknown>>> {
  return (schema?.['properties'] ?? {}) as Readonly<Record<string, Schema<unknown>>>;
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
