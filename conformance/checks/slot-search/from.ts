import { found } from '../../read/json.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import { middleOfEverything } from '../support/middle.ts';
import { byStart, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchFrom: XisCheck = {
  id: 'slot-search/from',
  title: 'schedule.date=ge… leaves out slots that start before',
  requirements: ['SL-9', 'SL-19'],
  level: 'must',
  needs: [],
  defects: ['slot-ignores-from'],
  async run(run) {
    const { start, before } = await middleOfEverything(run);
    const query = slotPairs({ from: utc(start.toMillis()), to: utc((await run.scope()).to.toMillis()) });
    const slots = byStart((await run.slots(query)).slots);
    const early = slots.find(({ startsAt }) => startsAt < start.toMillis());
    if (!early) return kept(slots.length, `${slots.length} slots looked at; ${before} earlier ones are left out`);
    return broken({
      subjects: slots.length,
      message: 'slots are found that start before the date that was asked for',
      expected: `starts from ${start.toISO({ suppressMilliseconds: true })} on`,
      actual: found(early.start.text),
      path: `${early.path}.start`,
      exchanges: [early.exchange],
    });
  },
};
