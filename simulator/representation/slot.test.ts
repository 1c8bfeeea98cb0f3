import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../fhir/instant.ts';
import { createRulesOfSchedule } from '../../test/support/practice-rules.ts';
import { toInstant } from '../../test/support/time.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { SlotStatus } from '../domain/search/slot-query.ts';
import { createSlotWriter, type StatedSlot } from './slot.ts';

const BASE = 'http://localhost/fhir';

test('SL-1, SL-4: an entry, written as bytes, is the text of its slot, in any order of slots', async () => {
  const zones = ['Europe/Amsterdam', 'Asia/Kolkata', 'America/Havana', 'UTC'];
  const schedules = await Promise.all(zones.map((timeZone) => createRulesOfSchedule({ timeZone })));
  const seconds = fc.oneof(
    fc.integer({ min: toInstant('2026-10-24T00:00:00Z') / 1000, max: toInstant('2026-10-26T00:00:00Z') / 1000 }),
    fc.integer({ min: toInstant('0001-01-03T00:00:00Z') / 1000, max: toInstant('9999-12-28T00:00:00Z') / 1000 }),
  );
  const slots: fc.Arbitrary<StatedSlot> = fc
    .record({
      second: seconds,
      minutes: fc.integer({ min: 1, max: 1440 }),
      type: fc.nat({ max: 1 }),
      status: fc.constantFrom<SlotStatus>('free', 'busy', 'tentative'),
    })
    .map(({ second, minutes, type, status }) => {
      const start = instant(second * 1000);
      return { slot: { start, end: instant(start + minutes * 60_000), type, busy: false }, status };
    });
  const [published, r4] = (['published', 'r4'] as const).map((dialect) => createSlotWriter(dialect, () => BASE));
  fc.assert(
    fc.property(
      fc.constantFrom(published, r4),
      fc.constantFrom(...schedules),
      fc.array(slots, { maxLength: 5 }),
      (writer, rules, stated) => {
        if (!writer) throw new Error('no writer');
        const { bytes, offsets } = writer.entries(rules, stated);
        const written = stated.map((_, index) => bytes.toString('utf8', offsets[index], offsets[index + 1]));
        const expected = stated.map((one) => {
          const url = `${BASE}/Slot/${slotId(rules.id, one.slot.start)}`;
          return `,{"fullUrl":"${url}","resource":${writer.resource(rules, one)},"search":{"mode":"match"}}`;
        });
        expect(written).toEqual(expected);
        expect(offsets.at(-1)).toBe(bytes.length);
      },
    ),
    { numRuns: 300 },
  );
});
