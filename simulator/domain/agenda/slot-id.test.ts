import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isId } from '../../../fhir/id.ts';
import { type Instant, instant, parseInstant } from '../../../fhir/instant.ts';
import { parseSlotId, slotId } from './slot-id.ts';

test('the id of a slot has its schedule and its start in UTC', () => {
  const start = parseInstant('2026-11-24T09:00:00+01:00') as Instant;
  expect(slotId('jansen', start)).toBe('jansen-20261124T0800Z');
  expect(parseSlotId('jansen-20261124T0800Z')).toEqual({ scheduleId: 'jansen', start });
});

test('the two slots at 02:30 on the day of a clock change have two ids', () => {
  const ids = ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00'].map((text) =>
    slotId('jansen', parseInstant(text) as Instant),
  );
  expect(ids).toEqual(['jansen-20261025T0030Z', 'jansen-20261025T0130Z']);
});

test('the id of any schedule and minute is a logical id, and is read back', () => {
  const schedules = fc.stringMatching(/^[A-Za-z0-9.-]{1,40}$/);
  const starts = fc.integer({ min: 0, max: 2 ** 31 }).map((minutes) => instant(minutes * 60_000));
  fc.assert(
    fc.property(schedules, starts, (scheduleId, start) => {
      const id = slotId(scheduleId, start);
      expect(isId(id)).toBe(true);
      expect(parseSlotId(id)).toEqual({ scheduleId, start });
    }),
  );
});

test.each(['', 'jansen', '-20261124T0800Z', 'jansen-20260230T0800Z', 'jansen-20261124T2400Z', 'jansen-20261124T0800'])(
  '%j is the id of no slot',
  (id) => {
    expect(parseSlotId(id)).toBeUndefined();
  },
);
