import { expect, test } from 'vitest';
import { parsePlace } from '../app/router.ts';
import { firstDay, readPracticePlace } from './practice-place.ts';

test.each([
  ['#/01000001/practice/2027-01-11?view=week', { date: '2027-01-11', view: 'week' }],
  ['#/01000001/practice/appointment/1001?schedule=jansen', { appointment: '1001', schedule: 'jansen' }],
  ['#/01000001/practice', {}],
  ['#/01000001/practice/2027-13-45?view=month', {}],
])('%s is a place of the practice', (hash, expected) => {
  expect(readPracticePlace(parsePlace(hash))).toEqual({
    date: undefined,
    appointment: undefined,
    view: undefined,
    schedule: undefined,
    ...expected,
  });
});

test.each([
  ['2026-11-27', '2026-11-27'],
  ['2026-11-28', '2026-11-30'],
  ['2026-11-29', '2026-11-30'],
  ['2026-11-30', '2026-11-30'],
  ['2027-01-02', '2027-01-04'],
])('on %s the practice opens with %s', (today, day) => {
  expect(firstDay(today)).toBe(day);
});
