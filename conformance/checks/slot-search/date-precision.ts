import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchDatePrecision: XisCheck = {
  id: 'slot-search/date-precision',
  title: 'le with a date takes in all of that day',
  requirements: ['SL-16'],
  level: 'should',
  needs: [],
  defects: ['slot-to-date-exclusive'],
  async run(run) {
    const { start } = await middleOfEverything(run);
    const day = start.toISODate() ?? block('the day cannot be written');
    const end = start.plus({ days: 1 }).toMillis();
    const isThatDay = (at: number): boolean => at >= start.toMillis() && at < end;
    const wanted = byStart((await run.everything()).slots).filter(({ startsAt }) => isThatDay(startsAt));
    const query = slotPairs({ from: day, to: day });
    const reply = await run.askOnce({ purpose: 'search slots of one day', path: '/Slot', query });
    const slots = reply.status === 200 ? byStart((await run.slots(query)).slots) : [];
    if (slots.some(({ startsAt }) => isThatDay(startsAt))) {
      return kept(slots.length, `${slots.length} slots of ${day} looked at`);
    }
    return broken({
      subjects: wanted.length,
      message: 'a search by one day does not find its slots',
      expected: `slots of ${day}, of which there are ${wanted.length}`,
      actual: reply.status === 200 ? `${slots.length} slots, none of that day` : answered(reply),
      exchanges: [reply.exchange],
    });
  },
};
