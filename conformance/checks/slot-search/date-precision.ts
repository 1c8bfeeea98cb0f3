import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchDatePrecision: XisCheck = {
  id: 'slot-search/date-precision',
  title: 'le with a date takes in all of that day',
  clauses: ['SL-16'],
  level: 'should',
  needs: [],
  catches: ['slot-to-date-exclusive'],
  async run(session) {
    const { start } = await middleOfEverything(session);
    const day = start.toISODate() ?? blockCheck('the day cannot be written');
    const end = start.plus({ days: 1 }).toMillis();
    const isThatDay = (at: number): boolean => at >= start.toMillis() && at < end;
    const wanted = byStart((await session.allSlots()).slots).filter(({ startsAt }) => isThatDay(startsAt));
    const query = slotQuery({ from: day, to: day });
    const response = await session.sendCached({ purpose: 'search slots of one day', path: '/Slot', query });
    const slots = response.status === 200 ? byStart((await session.searchSlots(query)).slots) : [];
    if (slots.some(({ startsAt }) => isThatDay(startsAt))) {
      return satisfied(slots.length, `${slots.length} slots of ${day} looked at`);
    }
    return violated({
      subjects: wanted.length,
      message: 'a search by one day does not find its slots',
      expected: `slots of ${day}, of which there are ${wanted.length}`,
      actual: response.status === 200 ? `${slots.length} slots, none of that day` : answered(response),
      exchanges: [response.exchangeId],
    });
  },
};
