import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { createWindow, WEEK_DAYS, WINDOW_DAYS } from './window.ts';

const zone = 'Europe/Amsterdam';
const at = (text: string): DateTime => DateTime.fromISO(text, { zone });

describe('the requested days', () => {
  test.each([
    ['in winter', '2027-01-11T12:00:00', '2027-01-12T00:00:00+01:00', '2027-02-08T00:00:00+01:00'],
    ['over the change to summer time', '2027-03-15T12:00:00', '2027-03-16T00:00:00+01:00', '2027-04-12T00:00:00+02:00'],
    ['over the change to winter time', '2027-10-11T12:00:00', '2027-10-12T00:00:00+02:00', '2027-11-08T00:00:00+01:00'],
    ['just before midnight', '2027-01-11T23:59:59', '2027-01-12T00:00:00+01:00', '2027-02-08T00:00:00+01:00'],
    ['at midnight', '2027-01-12T00:00:00', '2027-01-13T00:00:00+01:00', '2027-02-09T00:00:00+01:00'],
    ['in the hour that comes twice', '2027-10-31T02:30:00', '2027-11-01T00:00:00+01:00', '2027-11-28T00:00:00+01:00'],
  ])('SL-13: are right %s', (_when, now, from, to) => {
    expect(createWindow(at(now), 1, WINDOW_DAYS)).toEqual({ from, to });
  });

  test('SL-13, SL-14: begin and end at midnight of the practice, as many calendar days apart as they should', () => {
    const moment = fc.date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.constantFrom(-3, 0, 1), fc.constantFrom(WEEK_DAYS, WINDOW_DAYS), (date, skip, days) => {
        const now = DateTime.fromJSDate(date, { zone });
        const window = createWindow(now, skip, days);
        const [from, to] = [at(window.from), at(window.to)];
        expect([from.toFormat('HH:mm:ss'), to.toFormat('HH:mm:ss')]).toEqual(['00:00:00', '00:00:00']);
        expect(window.from.endsWith(from.toFormat('ZZ'))).toBe(true);
        const calendarDays = (a: DateTime, b: DateTime) =>
          Math.round((Date.parse(`${b.toISODate()}T00:00Z`) - Date.parse(`${a.toISODate()}T00:00Z`)) / 86_400_000);
        expect([calendarDays(now, from), calendarDays(from, to)]).toEqual([skip, days]);
      }),
    );
  });
});
