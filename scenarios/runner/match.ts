import { redactText } from '../../output/redaction.ts';

/** One thing that was not as expected. */
export interface Difference {
  /** Where, from `expect` on. */
  readonly path: readonly (string | number)[];
  /** As it is told: redacted, and shorten. */
  readonly expected: string;
  readonly seen: string;
}

/** The pattern that a text such as `/^Appointment/` stands for; undefined when it is a text like any other. */
export function patternOf(text: string): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/(i?)$/.exec(text) ?? [];
  return source === undefined ? undefined : new RegExp(source, flags);
}

/** What a list can be asked besides its items. */
const LIST_KEYS = ['count', 'first', 'last', 'has'];

/**
 * Holds what was seen against what was expected. An object may have more keys than are expected, a list not more items;
 * a number stands for the length of a list, `{count, first, last, has}` for parts of it, null for nothing, and a text
 * between slashes is a pattern. The parameters of a `query` have to be exactly those.
 */
export function match(expected: unknown, seen: unknown, path: Difference['path'] = []): readonly Difference[] {
  const differs = (): readonly Difference[] => [{ path, expected: told(expected), seen: told(seen) }];
  if (expected === null) return seen === undefined || seen === null ? [] : differs();
  if (typeof expected === 'string') {
    const pattern = patternOf(expected);
    const agrees = pattern ? typeof seen === 'string' && pattern.test(seen) : seen === expected;
    return agrees ? [] : differs();
  }
  if (Array.isArray(seen)) return matchList(expected, seen, path, differs);
  if (Array.isArray(expected)) return differs();
  if (typeof expected !== 'object') return seen === expected ? [] : differs();
  if (typeof seen !== 'object' || seen === null) return differs();
  const known = seen as Readonly<Record<string, unknown>>;
  const wanted = Object.entries(expected);
  const isExact = path.at(-1) === 'query';
  const more = isExact ? Object.keys(known).filter((key) => !(key in expected)) : [];
  return [
    ...wanted.flatMap(([key, value]) => match(value, known[key], [...path, key])),
    ...more.map((key) => ({ path: [...path, key], expected: 'nothing', seen: told(known[key]) })),
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
  const missing = (Array.isArray(has) ? has : []).filter((item) => seen.every((one) => match(item, one).length > 0));
  return [
    ...(count === undefined ? [] : match(count, seen.length, [...path, 'count'])),
    ...(first === undefined ? [] : match(first, seen[0], [...path, 'first'])),
    ...(last === undefined ? [] : match(last, seen.at(-1), [...path, 'last'])),
    ...missing.map((item) => ({ path: [...path, 'has'], expected: told(item), seen: told(seen) })),
  ];
}

const LONGEST = 600;

function told(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = redactText(JSON.stringify(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
