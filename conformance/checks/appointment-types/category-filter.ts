import { appointmentTypesOf } from '../../read/appointment-types.ts';
import { blockCheck } from '../../session/block-check.ts';
import { describeUnreadable } from '../../session/search-slots.ts';
import { violated, satisfied } from '../support/finding.ts';
import { typesOfNoCategory } from '../support/types-of-no-category.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesCategoryFilter: XisCheck = {
  id: 'appointment-types/category-filter',
  title: 'The filter on service category leaves out types that are not of it',
  clauses: ['AT-2'],
  level: 'must',
  needs: [],
  catches: ['types-ignore-category'],
  async run(session) {
    const all = await session.unfilteredAppointmentTypes();
    const response = await typesOfNoCategory(session);
    const filtered = response.status === 200 ? appointmentTypesOf(response.body) : undefined;
    if (!filtered) blockCheck(describeUnreadable(response));
    if (filtered.length === 0)
      return satisfied(all.length, `${all.length} types are left out by a category that none is of`);
    return violated({
      subjects: all.length,
      message: 'the filter leaves nothing out',
      expected: 'no types, for the category does not exist',
      actual: `${filtered.length} of ${all.length} types`,
      path: 'compose.include',
      exchanges: [response.exchangeId],
    });
  },
};
