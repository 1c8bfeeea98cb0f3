import { redactText } from '../../output/redaction.ts';

/** A difference between an expectation and an actual value. */
export interface Difference {
  /** The path from `expect`. */
  readonly path: readonly (string | number)[];
  /** The expected value, redacted and shortened. */
  readonly expected: string;
  /** The actual value, redacted and shortened. */
  readonly seen: string;
}

/** Parses a pattern such as `/^Appointment/`; returns undefined for any other text. */
export function parsePattern(text: string): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/(i?)$/.exec(text) ?? [];
  return source === undefined ? undefined : new RegExp(source, flags);
}

/** The keys of an expectation about parts of a list. */
const LIST_KEYS = ['count', 'first', 'last', 'has'];
/** The key of the parameters of a request, of which none may be unexpected. */
const EXACT_KEY = 'query';

/**
 * Compares an actual value with an expectation. An object may have additional keys, but a list no additional items. A number
 * is the length of a list, `{count, first, last, has}` are parts of it, null is a missing value, and a text between slashes
 * is a pattern. An object at the key `query` may have no additional keys.
 */
export function match(expected: unknown, seen: unknown, path: Difference['path'] = []): readonly Difference[] {
  const differs = (): readonly Difference[] => [{ path, expected: format(expected), seen: format(seen) }];
  if (expected === null) return seen === undefined || seen === null ? [] : differs();
  if (typeof expected === 'string') {
    const pattern = parsePattern(expected);
    const matches = pattern ? typeof seen === 'string' && pattern.test(seen) : seen === expected;
    return matches ? [] : differs();
  }
  if (Array.isArray(seen)) return matchList(expected, seen, path, differs);
  if (Array.isArray(expected)) return differs();
  if (typeof expected !== 'object') return seen === expected ? [] : differs();
  if (typeof seen !== 'object' || seen === null) return differs();
  const actual = seen as Readonly<Record<string, unknown>>;
  const isExact = path.at(-1) === EXACT_KEY;
  const additional = isExact ? Object.keys(actual).filter((key) => !(key in expected)) : [];
  return [
    ...Object.entries(expected).flatMap(([key, value]) => match(value, actual[key], [...path, key])),
    ...additional.map((key) => ({ path: [...path, key], expected: 'nothing', seen: format(actual[key]) })),
  ];
}

function matchList(
  expected: unknown,
  seen: readonly unknown[],
  path: Difference['path'],
  differs: () => readonly Difference[],
): readonly Difference[] {
  if (typeof expected === 'number') return seen.length === expected ? [] : differs();
  if (Array.isArray(expected)) {
    if (expected.length !== seen.length) return differs();
    return expected.flatMap((item, index) => match(item, seen[index], [...path, index]));
  }
  if (typeof expected !== 'object' || expected === null) return differs();
  const { count, first, last, has } = expected as Readonly<Record<string, unknown>>;
  if (Object.keys(expected).some((key) => !LIST_KEYS.includes(key))) return differs();
  const missing = (Array.isArray(has) ? has : []).filter((item) =>
    seen.every((entry) => match(item, entry).length > 0),
  );
  return [
    ...(count === undefined ? [] : match(count, seen.length, [...path, 'count'])),
    ...(first === undefined ? [] : match(first, seen[0], [...path, 'first'])),
    ...(last === undefined ? [] : match(last, seen.at(-1), [...path, 'last'])),
    ...missing.map((item) => ({ path: [...path, 'has'], expected: format(item), seen: format(seen) })),
  ];
}

const MAX_LENGTH = 600;

function format(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = redactText(JSON.stringify(value));
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
