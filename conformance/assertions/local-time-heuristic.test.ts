import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { looksLocal } from './local-time-heuristic.ts';

const ZONE = 'Europe/Amsterdam';

/** Creates slots of ten minutes on ten days in a row, in hours of the practice's clock. */
function agenda(first: string, hours: readonly (readonly [from: number, to: number])[], isMislabeled: boolean) {
  const spans: { start: number; end: number }[] = [];
  for (let day = 0; day < 10; day++) {
    const zone = isMislabeled ? 'utc' : ZONE;
    const midnight = DateTime.fromISO(first, { zone }).plus({ days: day });
    for (const [from, to] of hours) {
      for (let minute = from * 60; minute < to * 60; minute += 10) {
        const start = midnight.plus({ minutes: minute }).toMillis();
        spans.push({ start, end: start + 600_000 });
      }
    }
  }
  return spans;
}

const WITH_BREAK = [
  [8, 12.5],
  [13, 17],
] as const;
const LATE = [
  [9, 12.5],
  [13.5, 18],
] as const;
const THROUGH = [[8.5, 17]] as const;

describe('SL-4: local times that are labeled Z', () => {
  test.for(['2027-01-12', '2027-07-06'])('are suspected from the hours of the day (%s)', (first) => {
    expect(looksLocal(agenda(first, WITH_BREAK, true), ZONE)).toBe(true);
  });

  test('are suspected from hours that stay the same over a change of daylight-saving time', () => {
    expect(looksLocal(agenda('2027-03-24', THROUGH, true), ZONE)).toBe(true);
  });

  test.for([WITH_BREAK, LATE, THROUGH])('are not suspected where the labels are right', (hours) => {
    for (const first of ['2027-01-12', '2027-07-06', '2027-03-24', '2027-10-27']) {
      expect(looksLocal(agenda(first, hours, false), ZONE)).toBe(false);
    }
  });

  test('are not suspected from a few slots, or where local time is UTC', () => {
    expect(looksLocal(agenda('2027-01-12', WITH_BREAK, true).slice(0, 10), ZONE)).toBe(false);
    expect(looksLocal(agenda('2027-01-12', WITH_BREAK, true), 'Etc/UTC')).toBe(false);
  });
});
