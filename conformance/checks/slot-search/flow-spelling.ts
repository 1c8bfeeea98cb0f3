import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart, type TimedSlot, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFlowSpelling: XisCheck = {
  id: 'slot-search/flow-spelling',
  title: "The flow's spelling Schedule.date is understood like schedule.date",
  requirements: ['SL-9'],
  level: 'advisory',
  needs: [],
  defects: ['slot-ignores-flow-spelling'],
  async run(run) {
    const { start, before, after } = await middleOfEverything(run);
    const end = start.plus({ days: 1 });
    const span = { from: utc(start.toMillis()), to: utc(end.toMillis()) };
    const tolerance = { from: start.minus({ days: 1 }).toMillis(), to: end.plus({ days: 1 }).toMillis() };
    const isOutside = ({ startsAt }: TimedSlot): boolean => startsAt < tolerance.from || startsAt >= tolerance.to;
    const control = byStart((await run.slots(slotPairs(span))).slots);
    if (control.some(isOutside)) block('the spelling schedule.date does not narrow either');
    const query = slotPairs(span, 'Schedule.date');
    const reply = await run.askOnce({ purpose: 'search slots by Schedule.date', path: '/Slot', query });
    const expected = `slots that start in ${span.from} to ${span.to}`;
    if (reply.status !== 200) {
      const actual = answered(reply);
      return broken({ subjects: 1, message: 'the spelling is refused', expected, actual });
    }
    const slots = byStart((await run.slots(query)).slots);
    const other = slots.find(isOutside);
    if (!other) return kept(slots.length, `${slots.length} slots looked at; ${before + after} others are left out`);
    return broken({
      subjects: slots.length,
      message: 'the spelling is ignored',
      expected,
      actual: found(other.start.text),
      path: `${other.path}.start`,
      exchanges: [other.exchange],
    });
  },
};
