import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { formatInstant, type Instant, instant, parseInstant } from '../../../fhir/instant.ts';
import { runs } from '../../../test/support/runs.ts';
import { calendarOf, day, dayOfDate, isoDay, weekdayOf } from './calendar.ts';

/** Two usual zones, one with half an hour, two whose change is at midnight, one that changes by half an hour. */
const ZONES = [
  'Europe/Amsterdam',
  'America/New_York',
  'Asia/Kolkata',
  'America/Havana',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'UTC',
];
const calendars = new Map(ZONES.map((zone) => [zone, calendarOf(zone)]));
const zones = fc.constantFrom(...calendars.values());
/** 2020 to 2035. */
const days = fc.integer({ min: dayOfDate(2020, 1, 1), max: dayOfDate(2035, 12, 31) }).map(day);
/** Half of them near the moments at which clocks change. */
const minutes = fc.oneof(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 240 }));
/** In every year, a few days around a change of Amsterdam, New York, Havana or Cairo. */
const changeDays = fc
  .tuple(
    fc.integer({ min: 2024, max: 2034 }),
    fc.constantFrom([3, 1], [3, 8], [3, 25], [4, 24], [10, 25], [11, 1]),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([year, [month = 1, date = 1], offset]) => dayOfDate(year, month, date + offset));
const anyDays = fc.oneof(days, changeDays);

const amsterdam = calendarOf('Europe/Amsterdam');
const at = (text: string): Instant => parseInstant(text) as Instant;

/** Returns the local time of luxon at an instant, in minutes since 1970-01-01 local. */
function wallMinutes(moment: Instant, zone: string): number {
  const local = DateTime.fromMillis(moment, { zone });
  return dayOfDate(local.year, local.month, local.day) * 1440 + local.hour * 60 + local.minute;
}

test('all organizations of a zone share its calendar', () => {
  expect(calendarOf('Europe/Amsterdam')).toBe(amsterdam);
  expect(calendarOf('Europe/Lisbon')).not.toBe(amsterdam);
});

describe('the moment of a local time', () => {
  test.each([
    ['an ordinary day', '2026-12-01', '09:00', '2026-12-01T09:00:00+01:00'],
    ['the year ends', '2026-12-31', '24:00', '2027-01-01T00:00:00+01:00'],
    ['before the clock goes back', '2026-10-25', '01:59', '2026-10-25T01:59:00+02:00'],
    ['a time that occurs twice is its first', '2026-10-25', '02:30', '2026-10-25T02:30:00+02:00'],
    ['after the clock went back', '2026-10-25', '03:00', '2026-10-25T03:00:00+01:00'],
    ['the day of 25 hours ends', '2026-10-25', '24:00', '2026-10-26T00:00:00+01:00'],
    ['before the clock goes forward', '2027-03-28', '01:59', '2027-03-28T01:59:00+01:00'],
    ['a skipped time is the change', '2027-03-28', '02:00', '2027-03-28T03:00:00+02:00'],
    ['every skipped time is the change', '2027-03-28', '02:59', '2027-03-28T03:00:00+02:00'],
    ['after the clock went forward', '2027-03-28', '03:01', '2027-03-28T03:01:00+02:00'],
    ['the day of 23 hours ends', '2027-03-28', '24:00', '2027-03-29T00:00:00+02:00'],
  ])('SL-13: in Amsterdam, %s: %s %s is %s', (_name, date, time, expected) => {
    const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const found = amsterdam.at(dayOfDate(year, month, dayOfMonth), hour * 60 + minute);
    expect(formatInstant(found, amsterdam.offsetAt(found))).toBe(expected);
  });

  test.each([
    ['America/Havana', dayOfDate(2027, 3, 14), '2027-03-14T01:00:00-04:00', 'there is no midnight'],
    ['America/Havana', dayOfDate(2026, 11, 1), '2026-11-01T00:00:00-04:00', 'midnight occurs twice'],
    ['Africa/Cairo', dayOfDate(2026, 4, 24), '2026-04-24T01:00:00+03:00', 'there is no midnight'],
    ['Africa/Cairo', dayOfDate(2026, 10, 30), '2026-10-30T00:00:00+02:00', 'the day before has 25 hours'],
    ['Asia/Kolkata', dayOfDate(2026, 10, 25), '2026-10-25T00:00:00+05:30', 'nothing changes'],
  ])('SL-13: in %s day %d begins at %s: %s', (zone, day, expected) => {
    const calendar = calendarOf(zone);
    const start = calendar.at(day, 0);
    expect(formatInstant(start, calendar.offsetAt(start))).toBe(expected);
    expect(calendar.dayAt(start)).toBe(day);
    expect(calendar.dayAt(instant(start - 1))).toBe(day - 1);
  });

  test('SL-13: is what luxon’s clock shows then, unless the clock skips it', () => {
    fc.assert(
      fc.property(zones, anyDays, minutes, (calendar, day, minute) => {
        const shown = wallMinutes(calendar.at(day, minute), calendar.zone);
        const before = wallMinutes(instant(calendar.at(day, minute) - 60_000), calendar.zone);
        const wall = day * 1440 + minute;
        // Skipped: the minute before the change shows an earlier time, the change itself a later one.
        expect(shown === wall || (before < wall && wall < shown)).toBe(true);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('SL-13: is the first moment at which the clock shows it', () => {
    fc.assert(
      fc.property(zones, anyDays, minutes, (calendar, day, minute) => {
        const found = calendar.at(day, minute);
        const earlier = [30, 60].map((less) => wallMinutes(instant(found - less * 60_000), calendar.zone));
        expect(earlier).not.toContain(day * 1440 + minute);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('SL-13: occurs whenever luxon’s clock shows it, and first at its moment', () => {
    fc.assert(
      fc.property(zones, anyDays, minutes, (calendar, date, minute) => {
        const wall = date * 1440 + minute;
        const offsets = [-48, 48].map((hours) => calendar.offsetAt(instant(wall * 60_000 + hours * 3_600_000)));
        const candidates = [...new Set(offsets)].map((offset) => instant((wall - offset) * 60_000));
        const shown = candidates.filter((candidate) => wallMinutes(candidate, calendar.zone) === wall);
        const occurrences = calendar.occurrences(date, minute);
        expect(occurrences).toEqual(shown.sort((a, b) => a - b));
        if (occurrences.length > 0) expect(calendar.at(date, minute)).toBe(occurrences[0]);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('SL-4: has an offset of whole minutes, also where FHIR cannot write that of the time', () => {
    for (const zone of ZONES) {
      const calendar = calendarOf(zone);
      const found = calendar.at(dayOfDate(1800, 6, 1), 600);
      expect(parseInstant(formatInstant(found, calendar.offsetAt(found)))).toBe(found);
    }
  });

  test('SL-13: never comes earlier for a later local time', () => {
    fc.assert(
      fc.property(zones, anyDays, minutes, minutes, (calendar, date, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        expect(calendar.at(date, early)).toBeLessThanOrEqual(calendar.at(date, late));
        expect(calendar.at(date, 1440)).toBe(calendar.at(day(date + 1), 0));
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe('the day of a moment', () => {
  test('SL-13: is the day whose local time it was made from', () => {
    fc.assert(
      fc.property(zones, anyDays, fc.integer({ min: 0, max: 1439 }), (calendar, date, minute) => {
        const found = calendar.at(date, minute);
        const isSkippedToMidnight = found === calendar.at(day(date + 1), 0);
        expect(calendar.dayAt(found)).toBe(isSkippedToMidnight ? date + 1 : date);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('SL-13: has the offset of luxon', () => {
    const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-12-31T00:00:00Z') }).map(instant);
    const nearChanges = fc
      .tuple(changeDays, fc.integer({ min: -36, max: 36 }), fc.integer({ min: -1, max: 1 }))
      .map(([day, hours, off]) => instant(day * 86_400_000 + hours * 1_800_000 + off));
    fc.assert(
      fc.property(zones, fc.oneof(moments, nearChanges), (calendar, moment) => {
        const local = DateTime.fromMillis(moment, { zone: calendar.zone });
        expect(isoDay(calendar.dayAt(moment))).toBe(local.toISODate());
        expect(calendar.offsetAt(moment)).toBe(local.offset);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('begins at midnight and not a millisecond sooner', () => {
    expect(isoDay(amsterdam.dayAt(at('2026-12-31T23:59:59.999+01:00')))).toBe('2026-12-31');
    expect(isoDay(amsterdam.dayAt(at('2027-01-01T00:00:00+01:00')))).toBe('2027-01-01');
  });
});

describe('days', () => {
  test('a date rolls over into the next month and year', () => {
    expect(isoDay(dayOfDate(2026, 12, 32))).toBe('2027-01-01');
    expect(isoDay(dayOfDate(2026, 13, 1))).toBe('2027-01-01');
    expect(isoDay(dayOfDate(2024, 2, 29))).toBe('2024-02-29');
  });

  test('a weekday is 0 on Monday and agrees with luxon, before 1970 as well', () => {
    expect(weekdayOf(dayOfDate(2026, 11, 23))).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: -50_000, max: 50_000 }), (count) => {
        const date = DateTime.fromMillis(count * 86_400_000, { zone: 'utc' });
        expect(weekdayOf(day(count))).toBe(date.weekday - 1);
        expect(dayOfDate(date.year, date.month, date.day)).toBe(count);
      }),
    );
  });
});
