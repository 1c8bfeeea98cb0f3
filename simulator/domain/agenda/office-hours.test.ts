import { expect, test } from 'vitest';
import { formatInstant, type Instant, parseInstant } from '../../../fhir/instant.ts';
import { calendarOf, dayOfDate } from './calendar.ts';
import { findNextOpening } from './office-hours.ts';

const amsterdam = calendarOf('Europe/Amsterdam');
/** Workdays from 08:00 to 12:00 and from 13:00 to 17:00. */
const morningAndAfternoon = [
  { from: 13 * 60, to: 17 * 60 },
  { from: 8 * 60, to: 12 * 60 },
];
const workdays = [0, 1, 2, 3, 4, 5, 6].map((weekday) => (weekday < 5 ? morningAndAfternoon : []));
const closedOnTuesday = dayOfDate(2026, 11, 24);

function opensAfter(text: string): string {
  const from = parseInstant(text) as Instant;
  const found = findNextOpening(from, amsterdam, workdays, (day) => day === closedOnTuesday);
  return formatInstant(found, amsterdam.offsetAt(found));
}

test.each([
  ['before it opens', '2026-11-23T07:30:00+01:00', '2026-11-23T08:00:00+01:00'],
  ['while it is open', '2026-11-23T08:00:00+01:00', '2026-11-23T08:00:00+01:00'],
  ['a second before lunch', '2026-11-23T11:59:59+01:00', '2026-11-23T11:59:59+01:00'],
  ['at lunch', '2026-11-23T12:00:00+01:00', '2026-11-23T13:00:00+01:00'],
  ['when it closes, before a closed day', '2026-11-23T17:00:00+01:00', '2026-11-25T08:00:00+01:00'],
  ['on the closed day', '2026-11-24T09:00:00+01:00', '2026-11-25T08:00:00+01:00'],
  ['on Friday night', '2026-11-27T22:00:00+01:00', '2026-11-30T08:00:00+01:00'],
  ['over the clock going back', '2026-10-23T18:00:00+02:00', '2026-10-26T08:00:00+01:00'],
  ['over the clock going forward', '2027-03-26T18:00:00+01:00', '2027-03-29T08:00:00+02:00'],
])('%s (%s) a practice is next open at %s', (_name, from, expected) => {
  expect(opensAfter(from)).toBe(expected);
});

test('a practice that never opens does not delay a decision', () => {
  const from = parseInstant('2026-11-23T09:00:00Z') as Instant;
  expect(findNextOpening(from, amsterdam, [], () => false)).toBe(from);
  expect(findNextOpening(from, amsterdam, workdays, () => true)).toBe(from);
});
