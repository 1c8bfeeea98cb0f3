import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { fourWeekWindow, weekOf } from './window.ts';

function shown(text: string): readonly string[] {
  const window = fourWeekWindow(DateTime.fromISO(text, { zone: 'Europe/Amsterdam' }));
  const borders = [1, 2, 3, 4].map((week) => weekOf(window, week));
  return [...borders.map(({ from }) => from), window.to].map((day) => day.toISO({ suppressMilliseconds: true }) ?? '');
}

describe('SL-13, SL-14: the window and its weeks', () => {
  test('go from tomorrow to the 28th day from today', () => {
    expect(shown('2027-01-11T07:00:00')).toEqual([
      '2027-01-12T00:00:00+01:00',
      '2027-01-19T00:00:00+01:00',
      '2027-01-26T00:00:00+01:00',
      '2027-02-02T00:00:00+01:00',
      '2027-02-08T00:00:00+01:00',
    ]);
  });

  test('begin at midnight before and after a change of daylight-saving time', () => {
    expect(shown('2027-03-15T07:00:00')).toEqual([
      '2027-03-16T00:00:00+01:00',
      '2027-03-23T00:00:00+01:00',
      '2027-03-30T00:00:00+02:00',
      '2027-04-06T00:00:00+02:00',
      '2027-04-12T00:00:00+02:00',
    ]);
  });

  test('leave no gap: each week ends where the next begins, the last where the window does', () => {
    const window = fourWeekWindow(DateTime.fromISO('2027-10-15T07:00:00', { zone: 'Europe/Amsterdam' }));
    const weeks = [1, 2, 3, 4].map((week) => weekOf(window, week));
    const begins = [...weeks.slice(1).map(({ from }) => from), window.to].map((day) => day.toMillis());
    expect(weeks.map(({ to }) => to.toMillis())).toEqual(begins);
  });
});
