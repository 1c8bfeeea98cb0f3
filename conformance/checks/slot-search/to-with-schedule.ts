import { tokenOf } from '../../read/coding.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { middleDay } from '../support/middle.ts';
import { noneAfter } from '../support/none-after.ts';
import { byStart } from '../support/times.ts';
import { toAlone } from '../support/to-alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchToWithSchedule: XisCheck = {
  id: 'slot-search/to-with-schedule',
  title: 'schedule.date=le… counts also where the search names type, schedule and status',
  requirements: ['SL-9', 'SL-12'],
  level: 'must',
  needs: [],
  defects: ['slot-ignores-to-with-schedule'],
  async run(run) {
    if ((await toAlone(run)).outcome !== 'kept') block('le does not count where it stands without other filters');
    const schedule = await run.schedule();
    const own = byStart((await run.fourWeeks()).slots).filter((slot) => slot.schedule === schedule);
    const { start, after } = middleDay(run, own);
    const category = tokenOf(await run.type());
    const query = slotPairs({ category, from: run.window.from, to: start, schedule, status: 'free' });
    const slots = byStart((await run.slots(query)).slots);
    return noneAfter(slots, start, after);
  },
};
