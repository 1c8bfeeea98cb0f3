import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchScheduleReference: XisCheck = {
  id: 'slot-search/schedule-reference',
  title: 'schedule=Schedule/{id} finds the same slots as schedule={id}',
  requirements: ['SL-11'],
  level: 'must',
  needs: [],
  defects: ['slot-refuses-schedule-reference'],
  async run(run) {
    const schedule = await run.schedule();
    const scope = await run.scope();
    const bare = await run.slots(slotPairs({ ...scope, schedule }));
    if (bare.slots.length === 0) block('the bare id finds no slots');
    const query = slotPairs({ ...scope, schedule: `Schedule/${schedule}` });
    const reply = await run.askOnce({ purpose: 'search slots by a reference to a schedule', path: '/Slot', query });
    const found = reply.status === 200 ? await run.slots(query) : undefined;
    const keys = new Set(found?.slots.map(({ key }) => key));
    const missing = bare.slots.filter(({ key }) => !keys.has(key)).length;
    const isCut = bare.incomplete !== undefined || found?.incomplete !== undefined;
    // Where pages are lost, what is on them is no matter of this filter.
    if (found && (missing === 0 || (keys.size > 0 && isCut))) {
      return kept(keys.size, `${keys.size} slots are found either way`);
    }
    return broken({
      subjects: bare.slots.length,
      message: 'the reference finds less than the bare id',
      expected: `${bare.slots.length} slots, as by the bare id`,
      actual: found ? `${found.slots.length} slots` : answered(reply),
      exchanges: [reply.exchange],
    });
  },
};
