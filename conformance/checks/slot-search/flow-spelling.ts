import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart, type TimedSlot, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFlowSpelling: XisCheck = {
  id: 'slot-search/flow-spelling',
  title: "The flow's spelling Schedule.date is understood like schedule.date",
  clauses: ['SL-9'],
  level: 'advisory',
  needs: [],
  catches: ['slot-ignores-flow-spelling'],
  async run(session) {
    const { start, before, after } = await middleOfEverything(session);
    const end = start.plus({ days: 1 });
    const span = { from: utc(start.toMillis()), to: utc(end.toMillis()) };
    const tolerance = { from: start.minus({ days: 1 }).toMillis(), to: end.plus({ days: 1 }).toMillis() };
    const isOutside = ({ startsAt }: TimedSlot): boolean => startsAt < tolerance.from || startsAt >= tolerance.to;
    const control = byStart((await session.searchSlots(slotQuery(span))).slots);
    if (control.some(isOutside)) blockCheck('the spelling schedule.date does not narrow either');
    const query = slotQuery(span, 'Schedule.date');
    const response = await session.sendCached({ purpose: 'search slots by Schedule.date', path: '/Slot', query });
    const expected = `slots that start in ${span.from} to ${span.to}`;
    if (response.status !== 200) {
      const actual = answered(response);
      return violated({ subjects: 1, message: 'the spelling is refused', expected, actual });
    }
    const slots = byStart((await session.searchSlots(query)).slots);
    const other = slots.find(isOutside);
    if (!other) return satisfied(slots.length, `${slots.length} slots looked at; ${before + after} others are left out`);
    return violated({
      subjects: slots.length,
      message: 'the spelling is ignored',
      expected,
      actual: describeValue(other.start.text),
      path: `${other.path}.start`,
      exchanges: [other.exchange],
    });
  },
};
