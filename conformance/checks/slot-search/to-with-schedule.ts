import { tokenOf } from '../../read/coding.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { middleDay } from '../support/middle.ts';
import { noneAfter } from '../support/none-after.ts';
import { byStart } from '../support/times.ts';
import { toAlone } from '../support/to-alone.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchToWithSchedule: XisCheck = {
  id: 'slot-search/to-with-schedule',
  title: 'schedule.date=le… counts also where the search names type, schedule and status',
  clauses: ['SL-9', 'SL-12'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-to-with-schedule'],
  async run(session) {
    if ((await toAlone(session)).outcome !== 'kept') blockCheck('le does not count where it stands without other filters');
    const schedule = await session.busiestSchedule();
    const own = byStart((await session.freeSlots()).slots).filter((slot) => slot.schedule === schedule);
    const { start, after } = middleDay(session, own);
    const category = tokenOf(await session.appointmentType());
    const query = slotQuery({ category, from: session.window.from, to: start, schedule, status: 'free' });
    const slots = byStart((await session.searchSlots(query)).slots);
    return noneAfter(slots, start, after);
  },
};
