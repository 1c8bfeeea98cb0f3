import { describeValue } from '../../read/json.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFrom: XisCheck = {
  id: 'slot-search/from',
  title: 'schedule.date=ge… leaves out slots that start before',
  clauses: ['SL-9', 'SL-19'],
  level: 'must',
  needs: [],
  catches: ['slot-ignores-from'],
  async run(session) {
    const { start, before } = await middleOfEverything(session);
    const query = slotQuery({ from: utc(start.toMillis()), to: utc((await session.searchRange()).to.toMillis()) });
    const slots = byStart((await session.searchSlots(query)).slots);
    const early = slots.find(({ startsAt }) => startsAt < start.toMillis());
    if (!early) return satisfied(slots.length, `${slots.length} slots looked at; ${before} earlier ones are left out`);
    return violated({
      subjects: slots.length,
      message: 'slots are found that start before the date that was asked for',
      expected: `starts from ${start.toISO({ suppressMilliseconds: true })} on`,
      actual: describeValue(early.start.text),
      path: `${early.path}.start`,
      exchanges: [early.exchange],
    });
  },
};
