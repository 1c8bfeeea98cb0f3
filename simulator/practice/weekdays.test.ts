import { expect, test } from 'vitest';
import { weekdayName, weekdays } from './weekdays.ts';

test.each([
  [undefined, [0, 1, 2, 3, 4, 5, 6]],
  ['daily', [0, 1, 2, 3, 4, 5, 6]],
  ['workdays', [0, 1, 2, 3, 4]],
  [
    ['sun', 'mon', 'sun'],
    [0, 6],
  ],
] as const)('%j are weekdays %j', (days, expected) => {
  expect(weekdays(days)).toEqual(expected);
});

test('a weekday has a short name', () => {
  expect([0, 6].map(weekdayName)).toEqual(['mon', 'sun']);
});
