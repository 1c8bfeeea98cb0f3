import fc from 'fast-check';
import { DateTime, FixedOffsetZone } from 'luxon';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../../fhir/instant.ts';
import { parseSearchDate } from '../../../fhir/search-date.ts';
import { runs } from '../../../test/support/runs.ts';
import { toInstant } from '../../../test/support/time.ts';
import { calendarOf } from '../agenda/calendar.ts';
import { dateIntervals } from './date-intervals.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const;
const ZONES = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kolkata', 'America/Havana', 'Africa/Cairo'];
const calendars = new Map(ZONES.map((zone) => [zone, calendarOf(zone)]));

/** Returns whether a date parameter matches an instant. */
function passes(parameter: string, moment: Instant, zone = 'Europe/Amsterdam'): boolean {
  const date = parseSearchDate(parameter);
  const calendar = calendars.get(zone);
  if (!date || !calendar) throw new Error(`no date: ${parameter}`);
  return dateIntervals(date, calendar).some(({ from, to }) => from <= moment && moment < to);
}

describe('a date in Amsterdam', () => {
  test.each([
    ['SL-16: le of a day takes in all of that day', 'le2026-12-20', '2026-12-20T23:59:59+01:00', true],
    ['SL-16: and nothing of the next', 'le2026-12-20', '2026-12-21T00:00:00+01:00', false],
    ['SL-16: le of an instant that instant', 'le2026-12-20T00:00:00+01:00', '2026-12-20T00:00:00+01:00', true],
    ['SL-16: and nothing behind it', 'le2026-12-20T00:00:00+01:00', '2026-12-20T00:00:01+01:00', false],
    ['SL-16: ge of a day begins with it', 'ge2026-12-20', '2026-12-20T00:00:00+01:00', true],
    ['SL-16: and not before', 'ge2026-12-20', '2026-12-19T23:59:59+01:00', false],
    ['SL-16: gt of a day begins with the next', 'gt2026-12-20', '2026-12-20T23:59:59+01:00', false],
    ['SL-16: lt of a day ends with the one before', 'lt2026-12-20', '2026-12-19T23:59:59+01:00', true],
    ['SL-16: a year is all of it', '2026', '2026-12-31T23:59:59+01:00', true],
    ['SL-16: a year ends in its own time zone', '2026', '2026-12-31T23:00:00Z', false],
    ['SL-16: a month is all of it', '2026-02', '2026-02-28T23:59:59+01:00', true],
    ['SL-16: a minute is all of it', '2026-12-20T09:00', '2026-12-20T09:00:59+01:00', true],
    ['SL-16: ne leaves out the period', 'ne2026-12-20', '2026-12-20T12:00:00+01:00', false],
    ['SL-16: ne lets pass what lies before', 'ne2026-12-20', '2026-12-19T12:00:00+01:00', true],
    ['SL-13: a day of 25 hours has its last', 'le2026-10-25', '2026-10-25T23:59:59+01:00', true],
    ['SL-13: a day of 23 hours ends in time', 'le2027-03-28', '2027-03-29T00:00:00+02:00', false],
    ['SL-13: an offset says which 02:30 is meant', '2026-10-25T02:30+01:00', '2026-10-25T02:30:00+01:00', true],
    ['SL-13: and which is not', '2026-10-25T02:30+01:00', '2026-10-25T02:30:00+02:00', false],
    ['SL-13: le of a skipped minute ends with the change', 'le2027-03-28T02:30', '2027-03-28T03:00:00+02:00', false],
    ['SL-13: ge of a skipped second begins with it', 'ge2027-03-28T02:59:59', '2027-03-28T03:00:00+02:00', true],
    ['SL-13: a skipped minute holds nothing', 'eq2027-03-28T02:30', '2027-03-28T03:00:00+02:00', false],
  ])('%s: %s and %s: %s', (_name, parameter, moment, expected) => {
    expect(passes(parameter, toInstant(moment))).toBe(expected);
  });
});

/** A date in the precision of its format; of a moment that is not within a repeated hour. */
const FORMATS = ['yyyy', 'yyyy-MM', 'yyyy-MM-dd', "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"] as const;
const UNITS = ['year', 'month', 'day', 'minute', 'second'] as const;

/** Moments around the changes of 2026 and 2027 and the year's end, and any others. */
const moments = fc
  .oneof(
    fc.integer({ min: toInstant('2025-01-01T00:00:00Z'), max: toInstant('2029-01-01T00:00:00Z') }),
    fc
      .tuple(
        fc.constantFrom(
          '2026-10-25',
          '2027-03-28',
          '2026-11-01',
          '2027-03-14',
          '2026-10-30',
          '2026-04-24',
          '2027-01-01',
        ),
        fc.integer({ min: -30 * 3600, max: 30 * 3600 }),
      )
      .map(([date, seconds]) => toInstant(`${date}T00:00:00Z`) + seconds * 1000),
  )
  .map(instant);

/** Returns whether an instant matches a period by FHIR's rules, with luxon's calendar. */
function expected(prefix: (typeof PREFIXES)[number], from: number, to: number, moment: number): boolean {
  const inside = from <= moment && moment < to;
  switch (prefix) {
    case 'eq':
      return inside;
    case 'ne':
      return !inside;
    case 'ge':
      return moment >= from;
    case 'le':
      return moment < to;
    case 'gt':
    case 'sa':
      return moment >= to;
    case 'lt':
    case 'eb':
      return moment < from;
  }
}

describe('any date with any prefix matches as luxon compares', () => {
  const cases = fc.record({
    zone: fc.constantFrom(...ZONES),
    prefix: fc.constantFrom(...PREFIXES),
    precision: fc.integer({ min: 0, max: FORMATS.length - 1 }),
    bound: moments,
    moment: moments,
  });

  test('SL-16: local, in every precision', () => {
    fc.assert(
      fc.property(cases, ({ zone, prefix, precision, bound, moment }) => {
        const local = DateTime.fromMillis(bound, { zone });
        const unit = UNITS[precision] ?? 'day';
        // A local time in the repeated hour names its first occurrence here, and luxon may take the other.
        fc.pre(precision < 3 || local.getPossibleOffsets().length === 1);
        const from = local.startOf(unit);
        const to = precision < 3 ? from.plus({ [unit]: 1 }).startOf(unit) : from.plus({ [unit]: 1 });
        const parameter = prefix + local.toFormat(FORMATS[precision] ?? '');
        for (const near of [moment, bound, from.toMillis(), to.toMillis(), to.toMillis() - 1]) {
          expect(passes(parameter, instant(near), zone)).toBe(expected(prefix, from.toMillis(), to.toMillis(), near));
        }
      }),
      { numRuns: runs(1000) },
    );
  });

  test('SL-16: with an offset, in every zone the same', () => {
    const offsets = fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15);
    fc.assert(
      fc.property(cases, offsets, ({ zone, prefix, bound, moment }, offset) => {
        const from = Math.floor(bound / 1000) * 1000;
        const text = DateTime.fromMillis(from, { zone: 'utc' })
          .setZone(FixedOffsetZone.instance(offset))
          .toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
        for (const near of [moment, from - 1, from, from + 999, from + 1000]) {
          expect(passes(prefix + text, instant(near), zone)).toBe(expected(prefix, from, from + 1000, near));
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
