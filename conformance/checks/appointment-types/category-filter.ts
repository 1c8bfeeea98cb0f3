import { appointmentTypesOf } from '../../read/appointment-types.ts';
import { block } from '../../session/block-check.ts';
import { unreadable } from '../../session/search-slots.ts';
import { broken, kept } from '../support/finding.ts';
import { typesOfNoCategory } from '../support/types-of-no-category.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesCategoryFilter: XisCheck = {
  id: 'appointment-types/category-filter',
  title: 'The filter on service category leaves out types that are not of it',
  requirements: ['AT-2'],
  level: 'must',
  needs: [],
  defects: ['types-ignore-category'],
  async run(run) {
    const all = await run.typesWithoutFilter();
    const reply = await typesOfNoCategory(run);
    const filtered = reply.status === 200 ? appointmentTypesOf(reply.body) : undefined;
    if (!filtered) block(unreadable(reply));
    if (filtered.length === 0)
      return kept(all.length, `${all.length} types are left out by a category that none is of`);
    return broken({
      subjects: all.length,
      message: 'the filter leaves nothing out',
      expected: 'no types, for the category does not exist',
      actual: `${filtered.length} of ${all.length} types`,
      path: 'compose.include',
      exchanges: [reply.exchange],
    });
  },
};
