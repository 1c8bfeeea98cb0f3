import { describeValue } from '../../read/json.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { startOfDay } from '../../session/window.ts';
import { violated, satisfied } from '../support/finding.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** By how much the clocks of both sides may differ: five minutes. */
const SKEW_MS = 300_000;

export const slotNotPast: XisCheck = {
  id: 'slot-shape/not-past',
  title: 'No slot that has begun is offered as free',
  clauses: ['SL-10'],
  level: 'advisory',
  needs: [],
  catches: ['slot-past-free'],
  async run(session) {
    const span = { from: startOfDay(session.now, -7), to: startOfDay(session.now, 1) };
    const slots = byStart((await session.searchSlots(slotQuery({ ...span, status: 'free' }))).slots);
    const past = slots.find(({ status, startsAt }) => status === 'free' && startsAt < session.now.toMillis() - SKEW_MS);
    if (!past) {
      // A XIS that is right may have none to show for the days up to now; that it offers others shows that it looked.
      const free = new Set([...slots, ...byStart((await session.freeSlots()).slots)].map(({ key }) => key)).size;
      return satisfied(free, `${free} free slots looked at, and none has begun`);
    }
    return violated({
      subjects: slots.length,
      message: 'a slot of the past is offered as free',
      expected: `slots that start after ${session.now.toISO({ suppressMilliseconds: true })}`,
      actual: describeValue(past.start.text),
      path: `${past.path}.start`,
      exchanges: [past.exchange],
    });
  },
};
