import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { runs } from '../test/support/runs.ts';
import {
  daysInMonth,
  formatInstant,
  type Instant,
  instant,
  isInstant,
  isWritable,
  offsetMinutes,
  parseInstant,
  plus,
} from './instant.ts';

const two = (part: number): string => String(part).padStart(2, '0');
const moments = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2199-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.getTime());
/** FHIR's offsets: 14 hours either way. */
const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });

describe('reading an instant', () => {
  test.each([
    ['2026-11-24T08:00:00Z', 1_795_507_200_000],
    ['2026-11-24T09:00:00+01:00', 1_795_507_200_000],
    ['2026-11-24T08:00:00.5Z', 1_795_507_200_500],
    ['2026-11-24T08:00:00.123456789Z', 1_795_507_200_123],
    ['2026-11-24T08:00:00.1234567891Z', 1_795_507_200_123],
    ['2026-11-24T09:00:00.99999999999999999999+01:00', 1_795_507_200_999],
    [`2026-11-24T09:00:00.${'0'.repeat(5000)}1+01:00`, 1_795_507_200_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
  ])('SL-4: %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([
    ['2026-11-24', 'has no time'],
    ['2026-11-24T08:00Z', 'has no seconds'],
    ['2026-11-24T08:00:00', 'has no offset'],
    ['2026-11-24T08:00:00 01:00', 'had a + that became a space'],
    ['2026-02-30T08:00:00Z', 'is on a day that does not exist'],
    ['2026-02-29T08:00:00Z', 'is on 29 February of a common year'],
    ['2100-02-29T08:00:00Z', 'is on 29 February of a century'],
    ['2026-13-01T08:00:00Z', 'is in a thirteenth month'],
    ['2026-00-01T08:00:00Z', 'is in a month nought'],
    ['2026-11-00T08:00:00Z', 'is on a day nought'],
    ['2026-11-24T24:00:00Z', 'is at hour 24'],
    ['2026-11-24T08:60:00Z', 'is at minute 60'],
    ['2026-11-24T08:00:60Z', 'is at second 60'],
    ['0000-11-24T08:00:00Z', 'is in a year nought'],
    ['2026-11-24T08:00:00+14:01', 'has an offset beyond 14 hours'],
    ['2026-11-24T08:00:00+01:60', 'has an offset with 60 minutes'],
    ['2026-11-24T08:00:00+0100', 'has an offset without a colon'],
    ['2026-11-24T08:00:00+01', 'has an offset without minutes'],
    ['2026-11-24T08:00:00+00:60', 'has an offset of sixty minutes'],
    ['2026-11-24T08:00:00,000+01:00', 'has a decimal comma'],
    ['2026-11-24T08:00:00.+01:00', 'has a point without decimals'],
    ['2026-11-24T24:00:00+01:00', 'is at hour 24 of the practice'],
    ['2026-11-24t08:00:00z', 'is in lower case'],
    ['2026-11-24T08:00:00Z\n', 'ends with a line break'],
  ])('SL-4: rejects %j: it %s', (text) => {
    expect(isInstant(text)).toBe(false);
  });

  test('SL-4: agrees with luxon for every moment and offset', () => {
    fc.assert(
      fc.property(moments, offsets, (at, offset) => {
        const text = DateTime.fromMillis(at, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");
        const sign = offset < 0 ? '-' : '+';
        const written = `${text}${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
        expect(parseInstant(written)).toBe(DateTime.fromISO(written).toMillis());
      }),
    );
  });

  test('SL-4: takes a date for one exactly when luxon does', () => {
    const dates = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 0, max: 33 }),
    );
    fc.assert(
      fc.property(dates, ([year, month, day]) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T12:00:00Z`;
        expect(isInstant(text)).toBe(DateTime.fromISO(text).isValid);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('writing an instant', () => {
  test.each([
    [1_795_507_200_000, 0, '2026-11-24T08:00:00Z'],
    [1_795_507_200_000, 60, '2026-11-24T09:00:00+01:00'],
    [1_795_507_200_500, -210, '2026-11-24T04:30:00.500-03:30'],
    [1_798_758_000_000, 120, '2027-01-01T01:00:00+02:00'],
    [-1, 0, '1969-12-31T23:59:59.999Z'],
  ])('SL-4: %d at %d minutes is %s', (at, offset, expected) => {
    expect(formatInstant(instant(at), offset)).toBe(expected);
  });

  test('SL-4: is read back as the same moment, with any offset', () => {
    fc.assert(
      fc.property(moments, offsets, (at, offset) => {
        expect(parseInstant(formatInstant(instant(at), offset))).toBe(at);
      }),
    );
  });
});

test('a month has the days that luxon gives it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      expect(daysInMonth(year, month)).toBe(DateTime.utc(year, month).daysInMonth);
    }),
  );
  expect(daysInMonth(2026, 13)).toBe(0);
});

test.each([
  ['+00:00', 0],
  ['+05:30', 330],
  ['-03:30', -210],
  ['-14:00', -840],
  ['+14:30', undefined],
])('an offset of %s is %s minutes', (text, expected) => {
  expect(offsetMinutes(text)).toBe(expected);
});

test('moving an instant keeps it an instant', () => {
  const moved: Instant = plus(instant(1000), -1);
  expect(moved).toBe(999);
});

test('an instant is moved no further than FHIR can write it', () => {
  fc.assert(
    fc.property(offsets, fc.maxSafeInteger(), fc.integer({ min: 0, max: 86_400_000 }), (offset, by, length) => {
      const moved = plus(instant(0), by);
      expect(isWritable(moved)).toBe(true);
      for (const at of [moved, instant(moved + length)]) {
        expect(parseInstant(formatInstant(at, offset))).toBe(at);
      }
    }),
  );
});
