import { describeValue } from '../../read/json.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import { NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchSchedule: XisCheck = {
  id: 'slot-search/schedule',
  title: 'schedule finds only the slots of that schedule',
  clauses: ['SL-11'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-schedule'],
  async run(session) {
    const schedule = await session.busiestSchedule();
    const scope = await session.searchRange();
    const { slots } = await session.searchSlots(slotQuery({ ...scope, schedule }));
    const other = slots.find((slot) => slot.schedule !== undefined && slot.schedule !== schedule);
    if (other) {
      return violated({
        subjects: slots.length,
        message: 'slots of another schedule are found as well',
        expected: `slots of ${describeValue(schedule)} only`,
        actual: `one of ${describeValue(other.schedule)}`,
        path: `${other.path}.schedule.reference`,
        exchanges: [other.exchange],
      });
    }
    // Where there is one schedule, only one that does not exist can leave something out; it may be refused too.
    const none = await session.searchSlots(slotQuery({ ...scope, schedule: NO_ID })).catch(() => undefined);
    const [first] = none?.slots ?? [];
    if (first) {
      return violated({
        subjects: slots.length,
        message: 'a schedule that does not exist has slots',
        expected: 'no slots',
        actual: `${none?.slots.length} slots`,
        exchanges: [first.exchange],
      });
    }
    return satisfied(slots.length, `${slots.length} slots looked at, and a schedule that does not exist leaves out all`);
  },
};
