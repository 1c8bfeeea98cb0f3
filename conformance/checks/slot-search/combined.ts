import { codesOf, tokenOf } from '../../read/coding.ts';
import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { categoryAlone, statusAlone } from '../support/alone.ts';
import { broken, kept } from '../support/finding.ts';
import { foreignSlot } from '../support/foreign.ts';
import { listedTypes } from '../support/listed.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchCombined: XisCheck = {
  id: 'slot-search/combined',
  title: 'A slot has to pass every filter, in whatever order they stand',
  requirements: ['SL-12'],
  level: 'must',
  needs: [],
  defects: ['slot-last-filter-wins'],
  async run(run) {
    for (const alone of [categoryAlone, statusAlone]) {
      if ((await alone(run)).outcome !== 'kept') block('one of the filters does not work when it stands alone');
    }
    const type = await run.type();
    const listed = await listedTypes(run);
    const category = slotPairs({ category: tokenOf(type) });
    const status = slotPairs({ status: 'free' });
    const dates = slotPairs(await run.scope());
    let subjects = 0;
    for (const query of [
      [...category, ...dates, ...status],
      [...status, ...dates, ...category],
    ]) {
      const { slots } = await run.slots(query);
      subjects += slots.length;
      const other = foreignSlot(slots, type, listed) ?? slots.find((slot) => slot.status !== 'free');
      if (!other) continue;
      return broken({
        subjects,
        message: `of ${query.map(([name]) => name).join(', ')} one has no effect beside the others`,
        expected: `free slots of ${found(type.code)}`,
        actual: `one that is ${found(other.status)}, of ${codesOf(other.categories)}`,
        path: other.path,
        exchanges: [other.exchange],
      });
    }
    return kept(subjects, `${subjects} slots of two searches looked at`);
  },
};
