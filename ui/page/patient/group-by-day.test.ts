import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupByDay } from './group-by-day.ts';

test('groups by the local day of the offset, in the order of the slots', () => {
  const starts = ['2027-03-27T23:50:00+01:00', '2027-03-28T00:10:00+01:00', '2027-03-28T09:00:00+02:00'];
  expect(groupByDay(starts.map((start) => ({ start })))).toEqual([
    ['2027-03-27', [{ start: starts[0] }]],
    ['2027-03-28', [{ start: starts[1] }, { start: starts[2] }]],
  ]);
});

test('loses no slot, and has each day once', () => {
  const slot = fc.record({ start: fc.integer({ min: 10, max: 20 }).map((day) => `2027-01-${day}T09:00:00+01:00`) });
  fc.assert(
    fc.property(fc.array(slot), (slots) => {
      const days = groupByDay(slots);
      expect(new Set(days.map(([day]) => day)).size).toBe(days.length);
      expect(days.flatMap(([, ofDay]) => ofDay).length).toBe(slots.length);
    }),
  );
});
