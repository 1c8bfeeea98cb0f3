import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import { byStart, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** How far behind the slot the search ends: five minutes. */
const MARGIN_MS = 300_000;

export const searchFromInclusive: XisCheck = {
  id: 'slot-search/from-inclusive',
  title: 'A slot that starts exactly at the moment of ge is found',
  clauses: ['SL-9', 'SL-14'],
  level: 'must',
  needs: [],
  catches: ['slot-from-exclusive'],
  async run(session) {
    const slots = byStart((await session.freeSlots()).slots);
    const slot = slots[Math.floor(slots.length / 2)] ?? blockCheck('there are no free slots in the next four weeks');
    const to = utc(slot.startsAt + MARGIN_MS);
    const around = await session.searchSlots(slotQuery({ from: utc(slot.startsAt - MARGIN_MS), to }));
    if (!around.slots.some(({ key }) => key === slot.key)) blockCheck('a search around the slot does not find it');
    const exact = await session.searchSlots(slotQuery({ from: utc(slot.startsAt), to }));
    if (exact.slots.some(({ key }) => key === slot.key)) return satisfied(1, 'one slot on the border looked at');
    return violated({
      subjects: 1,
      message: 'a slot on the border is left out',
      expected: `the slot of ${describeValue(slot.start.text)}`,
      actual: `${exact.slots.length} slots, without it`,
    });
  },
};
