import { found } from '../../read/json.ts';
import { slotPairs } from '../../run/slot-pairs.ts';
import { startOfDay } from '../../run/window.ts';
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
    const span = { from: startOfDay(run.now, -7), to: run.week(1).to };
    const slots = byStart((await run.slots(slotPairs({ ...span, status: 'free' }))).slots);
    const past = slots.find(({ status, startsAt }) => status === 'free' && startsAt < run.now.toMillis() - SKEW_MS);
    if (!past) return kept(slots.length, `${slots.length} free slots looked at`);
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
