import { found } from '../../read/json.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { startOfDay } from '../../session/window.ts';
import { broken, kept } from '../support/finding.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** By how much the clocks of both sides may differ: five minutes. */
const SKEW_MS = 300_000;

export const slotNotPast: XisCheck = {
  id: 'slot-shape/not-past',
  title: 'No slot that has begun is offered as free',
  requirements: ['SL-10'],
  level: 'advisory',
  needs: [],
  defects: ['slot-past-free'],
  async run(run) {
    const span = { from: startOfDay(run.now, -7), to: startOfDay(run.now, 1) };
    const slots = byStart((await run.slots(slotPairs({ ...span, status: 'free' }))).slots);
    const past = slots.find(({ status, startsAt }) => status === 'free' && startsAt < run.now.toMillis() - SKEW_MS);
    if (!past) {
      // A XIS that is right may have none to show for the days up to now; that it offers others shows that it looked.
      const free = new Set([...slots, ...byStart((await run.fourWeeks()).slots)].map(({ key }) => key)).size;
      return kept(free, `${free} free slots looked at, and none has begun`);
    }
    return broken({
      subjects: slots.length,
      message: 'a slot of the past is offered as free',
      expected: `slots that start after ${run.now.toISO({ suppressMilliseconds: true })}`,
      actual: found(past.start.text),
      path: `${past.path}.start`,
      exchanges: [past.exchange],
    });
  },
};
