import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import { byStart, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** How far behind the slot the search ends: five minutes. */
const MARGIN_MS = 300_000;

export const searchFromInclusive: XisCheck = {
  id: 'slot-search/from-inclusive',
  title: 'A slot that starts exactly at the moment of ge is found',
  requirements: ['SL-9', 'SL-14'],
  level: 'must',
  needs: [],
  defects: ['slot-from-exclusive'],
  async run(run) {
    const slots = byStart((await run.fourWeeks()).slots);
    const slot = slots[Math.floor(slots.length / 2)] ?? block('there are no free slots in the next four weeks');
    const to = utc(slot.startsAt + MARGIN_MS);
    const around = await run.slots(slotPairs({ from: utc(slot.startsAt - MARGIN_MS), to }));
    if (!around.slots.some(({ key }) => key === slot.key)) block('a search around the slot does not find it');
    const exact = await run.slots(slotPairs({ from: utc(slot.startsAt), to }));
    if (exact.slots.some(({ key }) => key === slot.key)) return kept(1, 'one slot on the border looked at');
    return broken({
      subjects: 1,
      message: 'a slot on the border is left out',
      expected: `the slot of ${found(slot.start.text)}`,
      actual: `${exact.slots.length} slots, without it`,
    });
  },
};
