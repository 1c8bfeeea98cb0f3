import { type Coding, tokenOf } from '../../read/coding.ts';
import { blockCheck } from '../../session/block-check.ts';
import { type SlotFilters, slotQuery } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { NO_CATEGORY, NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchComma: XisCheck = {
  id: 'slot-search/comma',
  title: 'Of values with a comma between them one is enough',
  clauses: ['SL-12'],
  level: 'must',
  needs: [],
  catches: ['slot-comma-is-literal'],
  async run(session) {
    let subjects = 0;
    const scope = await session.searchRange();
    for (const [one, several] of pairsOf(await session.appointmentType(), await session.busiestSchedule())) {
      const alone = await session.searchSlots(slotQuery({ ...scope, ...one }));
      const query = slotQuery({ ...scope, ...several });
      const response = await session.sendCached({ purpose: 'search slots by values with a comma', path: '/Slot', query });
      const together = response.status === 200 ? await session.searchSlots(query) : undefined;
      subjects += together?.slots.length ?? 0;
      if (alone.slots.length === 0 || (together?.slots.length ?? 0) > 0) continue;
      return violated({
        subjects,
        message: `two values of ${Object.keys(one).join()} find nothing, although one of them does`,
        expected: `${alone.slots.length} slots`,
        actual: together ? 'no slots' : answered(response),
        exchanges: [response.exchangeId],
      });
    }
    if (subjects === 0) blockCheck('no filter finds slots');
    return satisfied(subjects, `${subjects} slots looked at`);
  },
};

/** A filter that finds slots, and the same with another value that finds none. */
function pairsOf(type: Coding, schedule: string): readonly (readonly [SlotFilters, SlotFilters])[] {
  const category = tokenOf(type);
  return [
    [{ schedule }, { schedule: `${schedule},${NO_ID}` }],
    [{ category }, { category: `${category},${NO_CATEGORY}` }],
    [{ status: 'free' }, { status: 'free,busy' }],
  ];
}
