import { found } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import { byStart, type TimedSlot } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotNoOverlap: XisCheck = {
  id: 'slot-shape/no-overlap',
  title: 'Free slots of one type, schedule and practitioner do not overlap',
  requirements: ['SL-10'],
  level: 'advisory',
  needs: [],
  defects: ['slot-overlaps'],
  async run(run) {
    const slots = byStart((await run.fourWeeks()).slots).filter(({ status }) => status === 'free');
    const last = new Map<string, TimedSlot>();
    for (const slot of slots) {
      const agenda = `${slot.schedule} ${slot.practitioners.join(' ')}`;
      const before = last.get(agenda);
      // Two that start together are two places at the same time, which is no mistake.
      if (before?.end.at !== undefined && before.end.at > slot.startsAt && before.startsAt < slot.startsAt) {
        return broken({
          subjects: slots.length,
          message: 'two free slots of one schedule overlap',
          expected: `no slot that starts before ${found(before.end.text)}`,
          actual: `one that starts at ${found(slot.start.text)}`,
          path: `${slot.path}.start`,
          exchanges: [slot.exchange],
        });
      }
      last.set(agenda, slot);
    }
    return kept(slots.length, `${slots.length} free slots looked at`);
  },
};
