import { found } from '../../read/json.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import { NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchSchedule: XisCheck = {
  id: 'slot-search/schedule',
  title: 'schedule finds only the slots of that schedule',
  requirements: ['SL-11'],
  level: 'must',
  needs: [],
  defects: ['slot-ignores-schedule'],
  async run(run) {
    const schedule = await run.schedule();
    const scope = await run.scope();
    const { slots } = await run.slots(slotPairs({ ...scope, schedule }));
    const other = slots.find((slot) => slot.schedule !== undefined && slot.schedule !== schedule);
    if (other) {
      return broken({
        subjects: slots.length,
        message: 'slots of another schedule are found as well',
        expected: `slots of ${found(schedule)} only`,
        actual: `one of ${found(other.schedule)}`,
        path: `${other.path}.schedule.reference`,
        exchanges: [other.exchange],
      });
    }
    // Where there is one schedule, only one that does not exist can leave something out; it may be refused too.
    const none = await run.slots(slotPairs({ ...scope, schedule: NO_ID })).catch(() => undefined);
    const [first] = none?.slots ?? [];
    if (first) {
      return broken({
        subjects: slots.length,
        message: 'a schedule that does not exist has slots',
        expected: 'no slots',
        actual: `${none?.slots.length} slots`,
        exchanges: [first.exchange],
      });
    }
    return kept(slots.length, `${slots.length} slots looked at, and a schedule that does not exist leaves out all`);
  },
};
