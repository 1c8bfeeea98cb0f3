import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import type { DateFormat } from '../fhir/open-readings.ts';
import { runs } from '../test/support/runs.ts';
import {
  belongsTo,
  formatForQuery,
  formatSeconds,
  isWithin,
  type Span,
  searchWindow,
  WEEKS,
  weekPage,
} from './window.ts';

const written = ({ from, to, format }: Span) => [formatForQuery(from, format), formatForQuery(to, format)];
const windowAt = (now: string, zone = 'Europe/Amsterdam', format: DateFormat = 'instant') =>
  searchWindow(Date.parse(now), zone, format);
const pagesOf = (window: Span) => Array.from({ length: WEEKS }, (_, index) => weekPage(window, index + 1));

const zone = fc.constantFrom(
  'Europe/Amsterdam',
  'UTC',
  'America/Santiago',
  'America/Havana',
  'Africa/Cairo',
  'Atlantic/Azores',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Australia/Lord_Howe',
);
const days = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) };

describe('SL-13: the window', () => {
  test.each([
    ['an ordinary day', '2027-01-11T07:00:00+01:00', '2027-01-12T00:00:00+01:00', '2027-02-08T00:00:00+01:00'],
    [
      'the first moment of a day',
      '2027-01-11T00:00:00+01:00',
      '2027-01-12T00:00:00+01:00',
      '2027-02-08T00:00:00+01:00',
    ],
    [
      'the last moment of a day',
      '2027-01-11T23:59:59.999+01:00',
      '2027-01-12T00:00:00+01:00',
      '2027-02-08T00:00:00+01:00',
    ],
    [
      'another day in UTC than in Amsterdam',
      '2027-01-10T23:30:00Z',
      '2027-01-12T00:00:00+01:00',
      '2027-02-08T00:00:00+01:00',
    ],
    [
      'the end of summer time within it',
      '2026-10-10T12:00:00+02:00',
      '2026-10-11T00:00:00+02:00',
      '2026-11-07T00:00:00+01:00',
    ],
    [
      'the day on which summer time ends',
      '2026-10-25T02:30:00+02:00',
      '2026-10-26T00:00:00+01:00',
      '2026-11-22T00:00:00+01:00',
    ],
    [
      'the day before summer time ends',
      '2026-10-24T23:00:00+02:00',
      '2026-10-25T00:00:00+02:00',
      '2026-11-21T00:00:00+01:00',
    ],
    [
      'the beginning of summer time within it',
      '2027-03-20T12:00:00+01:00',
      '2027-03-21T00:00:00+01:00',
      '2027-04-17T00:00:00+02:00',
    ],
    [
      'the day on which summer time begins',
      '2027-03-28T12:00:00+02:00',
      '2027-03-29T00:00:00+02:00',
      '2027-04-25T00:00:00+02:00',
    ],
    ['a new year within it', '2026-12-20T12:00:00+01:00', '2026-12-21T00:00:00+01:00', '2027-01-17T00:00:00+01:00'],
    ['a leap day within it', '2028-02-10T12:00:00+01:00', '2028-02-11T00:00:00+01:00', '2028-03-09T00:00:00+01:00'],
  ])('is by calendar days of the practice: %s', (_name, now, from, to) => {
    expect(written(windowAt(now))).toEqual([from, to]);
  });

  test.each([
    ['UTC', '2027-01-11T07:00:00Z', '2027-01-12T00:00:00Z', '2027-02-08T00:00:00Z'],
    ['America/Kralendijk', '2027-01-11T02:00:00Z', '2027-01-11T00:00:00-04:00', '2027-02-07T00:00:00-04:00'],
    ['Asia/Kathmandu', '2027-01-11T07:00:00Z', '2027-01-12T00:00:00+05:45', '2027-02-08T00:00:00+05:45'],
    // Clocks go from 00:00 to 01:00 there: the day begins at 01:00, and the days behind it at 00:00 again.
    ['America/Santiago', '2026-09-05T12:00:00Z', '2026-09-06T01:00:00-03:00', '2026-10-03T00:00:00-03:00'],
    ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-07T00:00:00-03:00', '2026-10-04T00:00:00-03:00'],
  ])('is in the configured time zone: %s', (zone, now, from, to) => {
    expect(written(windowAt(now, zone))).toEqual([from, to]);
  });
});

describe('SL-14: the pages', () => {
  test('SL-14: are of seven days, in the week that summer time ends as well, and the last one ends with the window', () => {
    expect(pagesOf(windowAt('2026-10-10T12:00:00+02:00')).map(written)).toEqual([
      ['2026-10-11T00:00:00+02:00', '2026-10-18T00:00:00+02:00'],
      ['2026-10-18T00:00:00+02:00', '2026-10-25T00:00:00+02:00'],
      ['2026-10-25T00:00:00+02:00', '2026-11-01T00:00:00+01:00'],
      ['2026-11-01T00:00:00+01:00', '2026-11-07T00:00:00+01:00'],
    ]);
  });

  test('SL-14: begin at midnight again after a day without midnight', () => {
    const [first, second] = pagesOf(windowAt('2026-09-05T12:00:00Z', 'America/Santiago')).map(written);
    expect(first).toEqual(['2026-09-06T01:00:00-03:00', '2026-09-13T00:00:00-03:00']);
    expect(second?.[0]).toBe('2026-09-13T00:00:00-03:00');
  });

  test('SL-26: a slot on a border belongs to the page that it starts, on the last border to the last page', () => {
    const window = windowAt('2027-01-11T07:00:00+01:00');
    const pages = (start: string) => pagesOf(window).map((page) => belongsTo(page, window, Date.parse(start)));
    expect(pages('2027-01-12T00:00:00+01:00')).toEqual([true, false, false, false]);
    expect(pages('2027-01-18T23:59:59+01:00')).toEqual([true, false, false, false]);
    expect(pages('2027-01-19T00:00:00+01:00')).toEqual([false, true, false, false]);
    expect(pages('2027-02-02T00:00:00+01:00')).toEqual([false, false, false, true]);
    expect(pages('2027-02-08T00:00:00+01:00')).toEqual([false, false, false, true]);
    expect(pages('2027-02-08T00:00:01+01:00')).toEqual([false, false, false, false]);
    expect(pages('2027-01-11T23:59:59+01:00')).toEqual([false, false, false, false]);
  });

  test('SL-13, SL-14: for any moment and zone the four pages together are the window, without gap or double', () => {
    fc.assert(
      fc.property(
        fc.integer(days),
        zone,
        fc.integer({ min: -2, max: 30 }),
        fc.nat(86_400_000),
        (now, where, day, ms) => {
          const window = searchWindow(now, where, 'instant');
          const pages = pagesOf(window);
          const start = now + day * 86_400_000 + ms;
          const isInside = start >= window.from.toMillis() && start <= window.to.toMillis();
          expect(pages.filter((page) => belongsTo(page, window, start))).toHaveLength(isInside ? 1 : 0);
          expect(pages[0]?.from.toMillis()).toBe(window.from.toMillis());
          expect(pages[3]?.to.toMillis()).toBe(window.to.toMillis());
          for (const { from, to } of pages) {
            for (const border of [from.toMillis(), to.toMillis()]) {
              expect(pages.filter((page) => belongsTo(page, window, border))).toHaveLength(1);
            }
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  test('SL-13: for any moment and zone every border is the first moment of its calendar day', () => {
    fc.assert(
      fc.property(fc.integer(days), zone, (now, where) => {
        const date = new Intl.DateTimeFormat('en-CA', { timeZone: where });
        const dayAfter = (count: number) =>
          new Date(Date.parse(date.format(now)) + count * 86_400_000).toISOString().slice(0, 10);
        const window = searchWindow(now, where, 'instant');
        const borders = [...pagesOf(window).map(({ from }) => from), window.to];
        expect(borders.map((border) => date.format(border.toMillis()))).toEqual([1, 8, 15, 22, 28].map(dayAfter));
        for (const border of borders) {
          expect(date.format(border.toMillis() - 1)).not.toBe(date.format(border.toMillis()));
        }
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('SL-25: the window and its pages as dates', () => {
  test.each([
    ['an ordinary day', '2027-01-11T07:00:00+01:00', '2027-01-12', '2027-02-08'],
    ['the first moment of a day', '2027-01-11T00:00:00+01:00', '2027-01-12', '2027-02-08'],
    ['the last moment of a day', '2027-01-11T23:59:59.999+01:00', '2027-01-12', '2027-02-08'],
    ['another day in UTC than in Amsterdam', '2027-01-10T23:30:00Z', '2027-01-12', '2027-02-08'],
    ['the night in which summer time ends', '2026-10-25T02:30:00+02:00', '2026-10-26', '2026-11-22'],
    ['that night, an hour later', '2026-10-25T02:30:00+01:00', '2026-10-26', '2026-11-22'],
    ['the last moment before that day', '2026-10-24T23:59:59+02:00', '2026-10-25', '2026-11-21'],
    ['the last moment of that day', '2026-10-25T23:59:59+01:00', '2026-10-26', '2026-11-22'],
    ['the last moment before summer time', '2027-03-28T01:59:59+01:00', '2027-03-29', '2027-04-25'],
    ['the first moment of summer time', '2027-03-28T03:00:00+02:00', '2027-03-29', '2027-04-25'],
    ['the evening before summer time', '2027-03-27T23:59:59+01:00', '2027-03-28', '2027-04-24'],
  ])('SL-13, SL-25: is by calendar days of the practice: %s', (_name, now, from, to) => {
    expect(written(windowAt(now, undefined, 'date'))).toEqual([from, to]);
  });

  test.each([
    ['2026-10-10T12:00:00+02:00', ['2026-10-11', '2026-10-18', '2026-10-25', '2026-11-01']],
    ['2027-03-20T12:00:00+01:00', ['2027-03-21', '2027-03-28', '2027-04-04', '2027-04-11']],
  ])('SL-14, SL-25: the pages at %s are four times seven days', (now, starts) => {
    const addDays = (date: string, days: number) => DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate();
    const pages = pagesOf(windowAt(now, undefined, 'date'));
    expect(pages.map(written)).toEqual(starts.map((start) => [start, addDays(start, 6)]));
  });

  test('SL-25: the 28th day is in the window as a date, and not as an instant', () => {
    for (const [start, asDate, asInstant] of [
      ['2027-02-07T23:59:59+01:00', true, true],
      ['2027-02-08T00:00:00+01:00', true, true],
      ['2027-02-08T00:00:01+01:00', true, false],
      ['2027-02-08T23:59:59.999+01:00', true, false],
      ['2027-02-09T00:00:00+01:00', false, false],
      ['2027-01-11T23:59:59.999+01:00', false, false],
    ] as const) {
      const now = '2027-01-11T07:00:00+01:00';
      const isIn = (format: DateFormat) => isWithin(windowAt(now, undefined, format), Date.parse(start));
      expect([start, isIn('date'), isIn('instant')]).toEqual([start, asDate, asInstant]);
    }
  });

  test('SL-26: a slot at midnight belongs to the page of its day, when clocks change as well', () => {
    const pages = (now: string, start: string) => {
      const window = windowAt(now, undefined, 'date');
      return pagesOf(window).map((page) => belongsTo(page, window, Date.parse(start)));
    };
    // The day on which summer time ends is the last one of the second page, and has 25 hours.
    const autumn = '2026-10-11T12:00:00+02:00';
    expect(pages(autumn, '2026-10-25T00:00:00+02:00')).toEqual([false, true, false, false]);
    expect(pages(autumn, '2026-10-25T23:30:00+01:00')).toEqual([false, true, false, false]);
    expect(pages(autumn, '2026-10-26T00:00:00+01:00')).toEqual([false, false, true, false]);
    // The day on which it begins has 23.
    const spring = '2027-03-14T12:00:00+01:00';
    expect(pages(spring, '2027-03-28T00:00:00+01:00')).toEqual([false, true, false, false]);
    expect(pages(spring, '2027-03-28T23:59:59+02:00')).toEqual([false, true, false, false]);
    expect(pages(spring, '2027-03-29T00:00:00+02:00')).toEqual([false, false, true, false]);
    expect(pages(spring, '2027-04-11T23:59:59+02:00')).toEqual([false, false, false, true]);
    expect(pages(spring, '2027-04-12T00:00:00+02:00')).toEqual([false, false, false, false]);
  });

  test('SL-25, SL-26: for any moment and zone the days of the pages are the 28 days behind today', () => {
    fc.assert(
      fc.property(
        fc.integer(days),
        zone,
        fc.integer({ min: -1, max: 31 }),
        fc.nat(86_400_000),
        (now, where, day, ms) => {
          const window = searchWindow(now, where, 'date');
          const date = new Intl.DateTimeFormat('en-CA', { timeZone: where });
          const start = now + day * 86_400_000 + ms;
          const distance = (Date.parse(date.format(start)) - Date.parse(date.format(now))) / 86_400_000;
          const expected = distance < 1 || distance > 28 ? [] : [Math.ceil(distance / 7)];
          const weeks = [1, 2, 3, 4].filter((week) => belongsTo(weekPage(window, week), window, start));
          expect(weeks).toEqual(expected);
          expect(isWithin(window, start)).toBe(expected.length === 1);
        },
      ),
      { numRuns: runs(100) },
    );
  });
});

test('SL-15: a moment is written to the second with its offset', () => {
  expect(formatSeconds(DateTime.fromISO('2027-01-12T00:00:00.000', { zone: 'Europe/Amsterdam' }))).toBe(
    '2027-01-12T00:00:00+01:00',
  );
  expect(formatSeconds(DateTime.fromISO('2027-01-12T00:00:00Z', { zone: 'UTC' }))).toBe('2027-01-12T00:00:00Z');
});
