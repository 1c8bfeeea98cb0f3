import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchScheduleReference: XisCheck = {
  id: 'slot-search/schedule-reference',
  title: 'schedule=Schedule/{id} finds the same slots as schedule={id}',
  clauses: ['SL-11'],
  level: 'must',
  needs: [],
  catches: ['slot-refuses-schedule-reference'],
  async run(session) {
    const schedule = await session.busiestSchedule();
    const scope = await session.searchRange();
    const bare = await session.searchSlots(slotQuery({ ...scope, schedule }));
    if (bare.slots.length === 0) blockCheck('the bare id finds no slots');
    const query = slotQuery({ ...scope, schedule: `Schedule/${schedule}` });
    const response = await session.sendCached({ purpose: 'search slots by a reference to a schedule', path: '/Slot', query });
    const found = response.status === 200 ? await session.searchSlots(query) : undefined;
    const keys = new Set(found?.slots.map(({ key }) => key));
    const missing = bare.slots.filter(({ key }) => !keys.has(key)).length;
    const isCut = bare.incomplete !== undefined || found?.incomplete !== undefined;
    // Where pages are lost, what is on them is no matter of this filter.
    if (found && (missing === 0 || (keys.size > 0 && isCut))) {
      return satisfied(keys.size, `${keys.size} slots are found either way`);
    }
    return violated({
      subjects: bare.slots.length,
      message: 'the reference finds less than the bare id',
      expected: `${bare.slots.length} slots, as by the bare id`,
      actual: found ? `${found.slots.length} slots` : answered(response),
      exchanges: [response.exchangeId],
    });
  },
};
