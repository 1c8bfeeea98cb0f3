import { describeValue } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import { byStart, type TimedSlot } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotNoOverlap: XisCheck = {
  id: 'slot-shape/no-overlap',
  title: 'Free slots of one type, schedule and practitioner do not overlap',
  clauses: ['SL-10'],
  level: 'advisory',
  needs: [],
  catches: ['slot-overlaps'],
  async run(session) {
    const slots = byStart((await session.freeSlots()).slots).filter(({ status }) => status === 'free');
    const last = new Map<string, TimedSlot>();
    for (const slot of slots) {
      const agenda = `${slot.schedule} ${slot.practitioners.join(' ')}`;
      const before = last.get(agenda);
      // Two that start together are two places at the same time, which is no mistake.
      if (before?.end.at !== undefined && before.end.at > slot.startsAt && before.startsAt < slot.startsAt) {
        return violated({
          subjects: slots.length,
          message: 'two free slots of one schedule overlap',
          expected: `no slot that starts before ${describeValue(before.end.text)}`,
          actual: `one that starts at ${describeValue(slot.start.text)}`,
          path: `${slot.path}.start`,
          exchanges: [slot.exchange],
        });
      }
      last.set(agenda, slot);
    }
    return satisfied(slots.length, `${slots.length} free slots looked at`);
  },
};
