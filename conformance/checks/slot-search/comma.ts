import { type Coding, tokenOf } from '../../read/coding.ts';
import { block } from '../../session/block-check.ts';
import { type SlotFilters, slotPairs } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { NO_CATEGORY, NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchComma: XisCheck = {
  id: 'slot-search/comma',
  title: 'Of values with a comma between them one is enough',
  requirements: ['SL-12'],
  level: 'must',
  needs: [],
  defects: ['slot-comma-is-literal'],
  async run(run) {
    let subjects = 0;
    const scope = await run.scope();
    for (const [one, several] of pairsOf(await run.type(), await run.schedule())) {
      const alone = await run.slots(slotPairs({ ...scope, ...one }));
      const query = slotPairs({ ...scope, ...several });
      const reply = await run.askOnce({ purpose: 'search slots by values with a comma', path: '/Slot', query });
      const together = reply.status === 200 ? await run.slots(query) : undefined;
      subjects += together?.slots.length ?? 0;
      if (alone.slots.length === 0 || (together?.slots.length ?? 0) > 0) continue;
      return broken({
        subjects,
        message: `two values of ${Object.keys(one).join()} find nothing, although one of them does`,
        expected: `${alone.slots.length} slots`,
        actual: together ? 'no slots' : answered(reply),
        exchanges: [reply.exchange],
      });
    }
    if (subjects === 0) block('no filter finds slots');
    return kept(subjects, `${subjects} slots looked at`);
  },
};

/** A filter that finds slots, and the same with another value that finds none. */
function pairsOf(type: Coding, schedule: string): readonly (readonly [SlotFilters, SlotFilters])[] {
  const category = tokenOf(type);
  return [
    [{ schedule }, { schedule: `${schedule},${NO_ID}` }],
    [{ category }, { category: `${category},${NO_CATEGORY}` }],
    [{ status: 'free' }, { status: 'free,busy' }],
  ];
}
