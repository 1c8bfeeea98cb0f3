import { codesOf, tokenOf } from '../../read/coding.ts';
import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { categoryAlone, statusAlone } from '../support/alone.ts';
import { violated, satisfied } from '../support/finding.ts';
import { foreignSlot } from '../support/foreign.ts';
import { listedTypes } from '../support/listed.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchCombined: XisCheck = {
  id: 'slot-search/combined',
  title: 'A slot has to pass every filter, in whatever order they stand',
  clauses: ['SL-12'],
  level: 'must',
  needs: [],
  catches: ['slot-last-filter-wins'],
  async run(session) {
    for (const alone of [categoryAlone, statusAlone]) {
      if ((await alone(session)).outcome !== 'kept') blockCheck('one of the filters does not work when it stands alone');
    }
    const type = await session.appointmentType();
    const listed = await listedTypes(session);
    const category = slotQuery({ category: tokenOf(type) });
    const status = slotQuery({ status: 'free' });
    const dates = slotQuery(await session.searchRange());
    let subjects = 0;
    for (const query of [
      [...category, ...dates, ...status],
      [...status, ...dates, ...category],
    ]) {
      const { slots } = await session.searchSlots(query);
      subjects += slots.length;
      const other = foreignSlot(slots, type, listed) ?? slots.find((slot) => slot.status !== 'free');
      if (!other) continue;
      return violated({
        subjects,
        message: `of ${query.map(([name]) => name).join(', ')} one has no effect beside the others`,
        expected: `free slots of ${describeValue(type.code)}`,
        actual: `one that is ${describeValue(other.status)}, of ${codesOf(other.categories)}`,
        path: other.path,
        exchanges: [other.exchange],
      });
    }
    return satisfied(subjects, `${subjects} slots of two searches looked at`);
  },
};
