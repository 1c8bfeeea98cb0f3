import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeast, atMost, type Figure, isDisturbed, isMet, spread, summarize, summarizeRatios } from './figure.ts';

const measurements = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

const figure = (part: Partial<Figure>): Figure => ({
  group: 'group',
  name: 'name',
  unit: 'times',
  value: summarize([1]),
  ...part,
});

describe('a summary', () => {
  it('has the middle of an odd number of measurements, and the mean of the two in the middle of an even one', () => {
    expect(summarize([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
    expect(summarize([9, 1, 5, 7])).toEqual({ median: 6, min: 1, max: 9 });
  });

  it('has as many measurements below its median as above it, in any order', () => {
    fc.assert(
      fc.property(measurements, (numbers) => {
        const { median, min, max } = summarize(numbers);
        const below = numbers.filter((number) => number < median).length;
        const above = numbers.filter((number) => number > median).length;
        expect(below).toBeLessThanOrEqual(numbers.length / 2);
        expect(above).toBeLessThanOrEqual(numbers.length / 2);
        expect([min, max]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
        expect(summarize(numbers.toReversed())).toEqual({ median, min, max });
      }),
      { numRuns: 50 },
    );
  });

  it('needs a measurement', () => {
    expect(() => summarize([])).toThrow('there are no measurements');
  });

  it('of quotients divides round by round', () => {
    expect(summarizeRatios([2, 30, 8], [1, 10, 2])).toEqual({ median: 3, min: 2, max: 4 });
  });
});

describe('a spread', () => {
  it('is the range as a share of the median, in any unit', () => {
    expect(spread({ median: 4, min: 3, max: 5 })).toBe(0.5);
    expect(spread({ median: 4000, min: 3000, max: 5000 })).toBe(0.5);
    expect(spread(summarize([7]))).toBe(0);
    expect(spread(summarize([0, 0]))).toBe(0);
  });

  it('of more than a quarter is disturbed', () => {
    expect(isDisturbed({ median: 4, min: 3.5, max: 4.5 })).toBe(false);
    expect(isDisturbed({ median: 4, min: 3.5, max: 4.51 })).toBe(true);
  });
});

describe('a target', () => {
  it('is met from its value on', () => {
    expect(isMet(figure({ value: summarize([2]), target: atLeast(2) }))).toBe(true);
    expect(isMet(figure({ value: summarize([1.9]), target: atLeast(2) }))).toBe(false);
    expect(isMet(figure({ value: summarize([2]), target: atMost(2) }))).toBe(true);
    expect(isMet(figure({ value: summarize([2.1]), target: atMost(2) }))).toBe(false);
    expect(isMet(figure({}))).toBeUndefined();
  });

  it('is that of the processor time, if it was measured', () => {
    const both = figure({ value: summarize([3]), byProcessor: summarize([1]) });
    expect(isMet({ ...both, target: atMost(2) })).toBe(true);
    expect(isMet({ ...both, target: atLeast(2) })).toBe(false);
  });
});
