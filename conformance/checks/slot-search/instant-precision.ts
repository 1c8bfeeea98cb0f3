import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import { byStart, local, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchInstantPrecision: XisCheck = {
  id: 'slot-search/instant-precision',
  title: 'le with an instant ends at that instant, and not at the end of its day',
  clauses: ['SL-16'],
  level: 'should',
  needs: [],
  catches: ['slot-instant-as-day'],
  async run(session) {
    const { timeZone } = session.options;
    const all = byStart((await session.allSlots()).slots);
    const endOfDay = (at: number): number => local(at, timeZone).endOf('day').toMillis();
    const first = all.find(({ startsAt }) =>
      all.some((other) => other.startsAt > startsAt && other.startsAt <= endOfDay(startsAt)),
    );
    if (!first) blockCheck('it takes two slots on one day, at different times, and no day has them: open one more');
    const day = local(first.startsAt, timeZone).startOf('day').toMillis();
    const query = slotQuery({ from: utc(day), to: utc(first.startsAt) });
    const slots = byStart((await session.searchSlots(query)).slots);
    if (slots.some(({ startsAt }) => startsAt > endOfDay(day))) blockCheck('le is ignored');
    const late = slots.find(({ startsAt }) => startsAt > first.startsAt);
    if (!late) return satisfied(slots.length, `${slots.length} slots looked at; later ones of the day are left out`);
    return violated({
      subjects: slots.length,
      message: 'slots of the same day are found that start after the instant',
      expected: `starts up to ${describeValue(first.start.text)}`,
      actual: describeValue(late.start.text),
      path: `${late.path}.start`,
      exchanges: [late.exchange],
    });
  },
};
