import { appointmentTypesOf } from '../../read/appointment-types.ts';
import { at } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { typesOfNoCategory } from '../support/types-of-no-category.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesEmptyFilter: XisCheck = {
  id: 'appointment-types/empty-filter',
  title: 'A filter that matches no type is answered with an empty ValueSet, and not with an error',
  clauses: ['AT-3'],
  level: 'must',
  needs: [],
  catches: ['types-empty-404'],
  async run(session) {
    await session.unfilteredAppointmentTypes();
    const response = await typesOfNoCategory(session);
    const types = response.status === 200 ? appointmentTypesOf(response.body) : undefined;
    if (types && types.length > 0) blockCheck('the filter on service category leaves nothing out');
    if (types && at(response.body, 'resourceType') === 'Bundle') blockCheck('the types come in a Bundle');
    if (types) return satisfied(1, 'one empty ValueSet looked at');
    return violated({
      subjects: 1,
      message: 'no type that fits is taken for an error',
      expected: '200 and a ValueSet without concepts',
      actual: answered(response),
      exchanges: [response.exchangeId],
    });
  },
};
