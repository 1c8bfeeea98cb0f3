import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import { byStart, local, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchInstantPrecision: XisCheck = {
  id: 'slot-search/instant-precision',
  title: 'le with an instant ends at that instant, and not at the end of its day',
  requirements: ['SL-16'],
  level: 'should',
  needs: [],
  defects: ['slot-instant-as-day'],
  async run(run) {
    const { timeZone } = run.options;
    const all = byStart((await run.everything()).slots);
    const endOfDay = (at: number): number => local(at, timeZone).endOf('day').toMillis();
    const first = all.find(({ startsAt }) =>
      all.some((other) => other.startsAt > startsAt && other.startsAt <= endOfDay(startsAt)),
    );
    if (!first) block('it takes two slots on one day, at different times, and no day has them: open one more');
    const day = local(first.startsAt, timeZone).startOf('day').toMillis();
    const query = slotPairs({ from: utc(day), to: utc(first.startsAt) });
    const slots = byStart((await run.slots(query)).slots);
    if (slots.some(({ startsAt }) => startsAt > endOfDay(day))) block('le is ignored');
    const late = slots.find(({ startsAt }) => startsAt > first.startsAt);
    if (!late) return kept(slots.length, `${slots.length} slots looked at; later ones of the day are left out`);
    return broken({
      subjects: slots.length,
      message: 'slots of the same day are found that start after the instant',
      expected: `starts up to ${found(first.start.text)}`,
      actual: found(late.start.text),
      path: `${late.path}.start`,
      exchanges: [late.exchange],
    });
  },
};
