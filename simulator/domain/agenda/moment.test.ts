import { describe, expect, test } from 'vitest';
import { formatInstant, type Instant, parseInstant } from '../../../fhir/instant.ts';
import { calendarOf, type Day, dayOfDate, isoDay, weekdayOf } from './calendar.ts';
import { createHolidayTest } from './holidays.ts';
import { minutesOf, parseMoment, parseTimeOfDay, resolveDay, resolveMoment } from './moment.ts';

const amsterdam = calendarOf('Europe/Amsterdam');
const isHoliday = createHolidayTest('nl');
const isWorkday = (day: Day): boolean => weekdayOf(day) < 5 && !isHoliday(day);

function dayOf(text: string): Day {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return dayOfDate(year, month, date);
}

/** The day of a moment, seen from a date. */
function dayFrom(today: string, text: string): string {
  const moment = parseMoment(text);
  if (!moment) throw new Error(`no moment: ${text}`);
  return isoDay(resolveDay(moment, dayOf(today), amsterdam, isWorkday));
}

/** The instant of a moment, seen from a date. */
function instantFrom(today: string, text: string): string {
  const moment = parseMoment(text);
  if (!moment) throw new Error(`no moment: ${text}`);
  const found = resolveMoment(moment, dayOf(today), amsterdam, isWorkday);
  return formatInstant(found, amsterdam.offsetAt(found));
}

describe('a day', () => {
  test.each([
    ['2026-11-23', 'today', '2026-11-23'],
    ['2026-12-31', 'tomorrow', '2027-01-01'],
    ['2026-11-23', '2026-12-24', '2026-12-24'],
    ['2026-11-23', 'next workday', '2026-11-24'],
    ['2026-11-27', 'next workday', '2026-11-30'],
    ['2026-11-28', 'next workday', '2026-11-30'],
    ['2026-12-24', 'next workday', '2026-12-28'],
    ['2026-04-02', 'in 2 workdays', '2026-04-07'],
    ['2026-11-23', 'in 0 workdays', '2026-11-23'],
    ['2026-11-23', 'next monday', '2026-11-30'],
    ['2026-11-22', 'next monday', '2026-11-23'],
    ['2026-11-23', 'next tuesday', '2026-11-24'],
    ['2026-11-23', 'next sunday', '2026-11-29'],
    ['2026-11-23', 'in 1 day', '2026-11-24'],
    ['2026-11-23', 'in 2 weeks', '2026-12-07'],
    ['2026-10-24', 'in 2 days', '2026-10-26'],
    ['2027-03-27', 'in 1 week', '2027-04-03'],
  ])('seen from %s, %s is %s', (today, text, expected) => {
    expect(dayFrom(today, text)).toBe(expected);
  });

  test('of an instant is the local one', () => {
    expect(dayFrom('2026-11-23', '2026-12-01T23:30:00Z')).toBe('2026-12-02');
  });

  test('is found in bounded time in a practice without hours', () => {
    const moment = parseMoment('next workday');
    const found = resolveDay(moment as NonNullable<typeof moment>, dayOf('2026-11-23'), amsterdam, () => false);
    expect(found).toBeGreaterThan(dayOf('2028-01-01'));
  });
});

describe('a moment', () => {
  test.each([
    ['2026-11-23', 'next workday 09:00', '2026-11-24T09:00:00+01:00'],
    ['2026-11-23', 'next monday 08:15', '2026-11-30T08:15:00+01:00'],
    ['2026-11-23', 'in 2 weeks 10:30', '2026-12-07T10:30:00+01:00'],
    ['2026-11-23', 'today 24:00', '2026-11-24T00:00:00+01:00'],
    ['2026-11-23', '2026-12-01 09:00', '2026-12-01T09:00:00+01:00'],
    ['2026-11-23', '2026-12-01T09:00', '2026-12-01T09:00:00+01:00'],
    ['2026-11-23', '2026-12-01T09:00:00+05:30', '2026-12-01T04:30:00+01:00'],
    ['2026-11-23', 'tomorrow', '2026-11-24T00:00:00+01:00'],
    ['2026-10-24', 'tomorrow 09:00', '2026-10-25T09:00:00+01:00'],
    ['2026-10-24', 'tomorrow 02:30', '2026-10-25T02:30:00+02:00'],
    ['2027-03-27', 'tomorrow 09:00', '2027-03-28T09:00:00+02:00'],
    ['2027-03-27', 'tomorrow 02:30', '2027-03-28T03:00:00+02:00'],
  ])('seen from %s, %s is %s', (today, text, expected) => {
    expect(instantFrom(today, text)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    'next',
    'next week',
    'next monday 9:00',
    'next monday 25:00',
    'next monday  09:00',
    'in two weeks',
    'in -1 days',
    'in 10000 days',
    'in 2 months',
    'Next Monday',
    '2026-02-30',
    '2026-13-01',
    '2026-02-29 09:00',
    '0000-01-01',
    '09:00',
    '2026-12-01T09:00:00',
  ])('rejects %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });
});

test('an instant is a moment by itself', () => {
  const at = parseInstant('2026-12-01T09:00:00Z') as Instant;
  expect(parseMoment('2026-12-01T09:00:00Z')).toEqual({ at });
});

test.each([
  ['00:00', 0],
  ['09:05', 545],
  ['23:59', 1439],
  ['24:00', 1440],
])('%s is %d minutes after midnight', (text, minutes) => {
  expect(parseTimeOfDay(text)).toBe(minutes);
});

test.each(['24:01', '25:00', '09:60', '9:00', '09:00:00', '0900', '', ' 09:00', '-1:00'])('%j is no time', (text) => {
  expect(parseTimeOfDay(text)).toBeUndefined();
  expect(() => minutesOf(text)).toThrow('not a time of day');
});
