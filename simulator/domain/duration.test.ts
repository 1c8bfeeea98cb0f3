import fc from 'fast-check';
import { Duration } from 'luxon';
import { expect, test } from 'vitest';
import { durationMs, parseDuration } from './duration.ts';

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
