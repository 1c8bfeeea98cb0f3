/** A half-open span of moments, in milliseconds since the epoch; either end may be infinite. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Intervals in order that neither overlap nor touch. */
export type Intervals = readonly Interval[];

/** All of time. */
export const ALWAYS: Intervals = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];

/** The moments that are in both. */
export function intersect(a: Intervals, b: Intervals): Intervals {
  const [one, two] = [a[0], b[0]];
  // Nearly every search has one span of dates.
  if (a.length === 1 && b.length === 1 && one && two) {
    const from = Math.max(one.from, two.from);
    const to = Math.min(one.to, two.to);
    return from < to ? [{ from, to }] : [];
  }
  const both = a.flatMap((one) =>
    b.map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
  );
  return both.filter(({ from, to }) => from < to).sort((one, other) => one.from - other.from);
}

/** The moments that are in any of them. */
export function unite(intervals: readonly Interval[]): Intervals {
  const sorted = intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const united: Interval[] = [];
  for (const next of sorted) {
    const last = united.at(-1);
    if (last && next.from <= last.to) united[united.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else united.push(next);
  }
  return united;
}
