import { expect, test } from 'vitest';
import { minutesOf, parseTimeOfDay } from './moment.ts';

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
