/** A half-open interval in milliseconds since the epoch; both ends may be infinite. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Sorted intervals that neither overlap nor touch. */
export type Intervals = readonly Interval[];

export const ALWAYS: Intervals = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];

export function intersect(a: Intervals, b: Intervals): Intervals {
  const [firstA, firstB] = [a[0], b[0]];
  // Nearly every search has a single interval.
  if (a.length === 1 && b.length === 1 && firstA && firstB) {
    const from = Math.max(firstA.from, firstB.from);
    const to = Math.min(firstA.to, firstB.to);
    return from < to ? [{ from, to }] : [];
  }
  const both = a.flatMap((interval) =>
    b.map(({ from, to }) => ({ from: Math.max(interval.from, from), to: Math.min(interval.to, to) })),
  );
  return both.filter(({ from, to }) => from < to).sort((first, second) => first.from - second.from);
}

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
