import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALWAYS, type Interval, type Intervals, intersect, unite } from './intervals.ts';

const { NEGATIVE_INFINITY: never, POSITIVE_INFINITY: forever } = Number;
const ends = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 30 }) }, fc.constantFrom(never, forever));
/** Any spans, also empty and reversed ones. */
const spans = fc.array(fc.record({ from: ends, to: ends }), { maxLength: 6 });
/** Every bound of the spans, and points outside. */
const POINTS = Array.from({ length: 64 }, (_, index) => index / 2 - 1);

const holds = (intervals: readonly Interval[], at: number): boolean =>
  intervals.some(({ from, to }) => from <= at && at < to);

/** In order, not empty, and neither overlapping nor touching. */
function expectTidy(intervals: Intervals): void {
  intervals.forEach(({ from, to }, index) => {
    expect(from).toBeLessThan(to);
    const before = intervals[index - 1];
    if (before) expect(from).toBeGreaterThan(before.to);
  });
}

describe('united', () => {
  test('SL-12: are the moments that are in any of them', () => {
    fc.assert(
      fc.property(spans, (all) => {
        const united = unite(all);
        for (const at of POINTS) expect(holds(united, at)).toBe(holds(all, at));
        expectTidy(united);
      }),
    );
  });

  test('SL-12: spans that touch become one', () => {
    const touching = [
      { from: 5, to: 9 },
      { from: 1, to: 5 },
    ];
    expect(unite(touching)).toEqual([{ from: 1, to: 9 }]);
    expect(unite([])).toEqual([]);
  });
});

describe('intersected', () => {
  test('SL-12: are the moments that are in both', () => {
    fc.assert(
      fc.property(spans.map(unite), spans.map(unite), (a, b) => {
        const both = intersect(a, b);
        for (const at of POINTS) expect(holds(both, at)).toBe(holds(a, at) && holds(b, at));
        expectTidy(both);
        expect(intersect(b, a)).toEqual(both);
      }),
    );
  });

  test('SL-12: with all of time nothing changes, with nothing nothing is left', () => {
    fc.assert(
      fc.property(spans.map(unite), (some) => {
        expect(intersect(some, ALWAYS)).toEqual(some);
        expect(intersect(some, [])).toEqual([]);
      }),
    );
  });
});
