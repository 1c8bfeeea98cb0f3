import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMilliseconds, formatDate, formatDuration, formatMoment, minutesOf, mondayOf } from './time.ts';

test('an instant has the time of the practice, in any zone of the browser', () => {
  expect(formatMoment('2027-01-11T00:10:00+01:00')).toBe('Mon 11 Jan 00:10');
  expect(minutesOf('2027-03-28T03:00:00+02:00')).toBe(180);
  expect(formatDate('2028-02-29', '2027-01-01')).toBe('Tue 29 Feb 2028');
});

test('days are calendar days, also where the clock changes', () => {
  expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
  expect(addDays('2027-10-30', 2)).toBe('2027-11-01');
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      const monday = mondayOf(day);
      expect(new Date(monday).getUTCDay()).toBe(1);
      const distance = (Date.parse(day) - Date.parse(monday)) / 86_400_000;
      expect(distance >= 0 && distance < 7).toBe(true);
    }),
  );
});

test('a moment later keeps its offset', () => {
  expect(addMilliseconds('2027-01-11T23:59:30+01:00', 45_000)).toBe('2027-01-12T00:00:15+01:00');
  expect(addMilliseconds('2027-01-11T00:00:00-05:30', 1000)).toBe('2027-01-11T00:00:01-05:30');
});

test.each([
  [200, '200 ms'],
  [5000, '5 s'],
  [120_000, '2 min'],
  [5_400_000, '1 h 30 min'],
  [259_200_000, '3 d'],
])('%i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
