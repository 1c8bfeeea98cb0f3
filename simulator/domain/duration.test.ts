import fc from 'fast-check';
import { Duration } from 'luxon';
import { describe, expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { distributionSchema, drawDuration, durationMs, parseDuration } from './duration.ts';
import { createRandomStreams } from './random.ts';

test.each([
  ['PT30S', 30_000],
  ['PT1.5S', 1500],
  ['PT1,5S', 1500],
  ['P1DT2H', 93_600_000],
  ['P2W', 1_209_600_000],
  ['PT0S', 0],
  ['P36525D', 3_155_760_000_000],
])('%s is %d milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  '',
  'P',
  'PT',
  'P1',
  '30S',
  'PT30',
  'pt30s',
  '-PT30S',
  'PT-30S',
  'P1M',
  'P1Y',
  'PT1S1M',
  'P1DT',
  'P36526D',
  `PT${'9'.repeat(400)}S`,
])('%j is no length of time', (text) => {
  expect(parseDuration(text)).toBeUndefined();
  expect(() => durationMs(text)).toThrow('not a duration');
});

test('any length that luxon writes is read', () => {
  const amounts = fc.record({
    days: fc.nat({ max: 1000 }),
    hours: fc.nat({ max: 100 }),
    minutes: fc.nat({ max: 100 }),
    seconds: fc.nat({ max: 100 }),
  });
  fc.assert(
    fc.property(amounts, (amount) => {
      const duration = Duration.fromObject(amount);
      expect(parseDuration(duration.toISO() as string)).toBe(duration.toMillis());
    }),
  );
});

const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Draws lengths from a distribution. */
function sample(distribution: Parameters<typeof drawDuration>[0], count = 4000): readonly number[] {
  const { next } = createRandomStreams(1);
  return Array.from({ length: count }, () => drawDuration(distribution, () => next('length')));
}

describe('a length of time', () => {
  test('that is fixed draws no random number', () => {
    const never = (): number => {
      throw new Error('drawn');
    };
    expect(drawDuration('PT30S', never)).toBe(30_000);
    expect(drawDuration({ fixed: 'PT1M' }, never)).toBe(60_000);
  });

  test('that is uniform is between its bounds, and near both', () => {
    fc.assert(
      fc.property(draws, fc.nat({ max: 1000 }), fc.nat({ max: 1000 }), (draw, from, more) => {
        const length = drawDuration({ uniform: { from: `PT${from}S`, to: `PT${from + more}S` } }, () => draw);
        expect(length).toBeGreaterThanOrEqual(from * 1000);
        expect(length).toBeLessThanOrEqual((from + more) * 1000);
        expect(Number.isInteger(length)).toBe(true);
      }),
    );
    const lengths = sample({ uniform: { from: 'PT10S', to: 'PT20S' } });
    expect(Math.min(...lengths)).toBeLessThan(10_100);
    expect(Math.max(...lengths)).toBeGreaterThan(19_900);
  });

  test('that is log-normal is as often below its median as above, and has the configured spread', () => {
    const lengths = sample({ logNormal: { median: 'PT10M', sigma: 0.8 } });
    const share = (test: (length: number) => boolean): number => lengths.filter(test).length / lengths.length;
    expect(share((length) => length < 600_000)).toBeCloseTo(0.5, 1);
    // Of a normal distribution, 68 % lies within one sigma.
    expect(share((length) => Math.abs(Math.log(length / 600_000)) < 0.8)).toBeCloseTo(0.68, 1);
  });

  test('that is log-normal never exceeds the maximum of a date, for any draw', () => {
    fc.assert(
      fc.property(draws, draws, fc.double({ min: 0, max: 5, noNaN: true }), (first, second, sigma) => {
        const next = [first, second];
        const length = drawDuration({ logNormal: { median: 'P1D', sigma } }, () => next.shift() ?? 0);
        expect(length).toBeGreaterThanOrEqual(0);
        expect(length).toBeLessThanOrEqual(36_525 * 86_400_000);
      }),
    );
    const extreme = [1 - 2 ** -32, 0];
    expect(drawDuration({ logNormal: { median: 'P1000D', sigma: 5 } }, () => extreme.shift() ?? 0)).toBe(
      36_525 * 86_400_000,
    );
  });

  test('without spread is the median', () => {
    expect(new Set(sample({ logNormal: { median: 'PT10M', sigma: 0 } }, 20))).toEqual(new Set([600_000]));
  });
});

test.each([
  ['PT30S', true],
  [{ fixed: 'PT30S' }, true],
  [{ uniform: { from: 'PT1S', to: 'PT1M' } }, true],
  [{ logNormal: { median: 'PT10M', sigma: 0.8 } }, true],
  ['30 seconds', false],
  [30, false],
  [{ uniform: { from: 'PT1S' } }, false],
  [{ logNormal: { median: 'PT10M', sigma: -1 } }, false],
  [{ exponential: 'PT1S' }, false],
])('%j is a distribution: %s', (value, expected) => {
  expect(validator(distributionSchema).accepts(value)).toBe(expected);
});
