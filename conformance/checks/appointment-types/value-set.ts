import { at, describeValue } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const valueSet: XisCheck = {
  id: 'appointment-types/value-set',
  title: 'The appointment types come as one ValueSet, and not in a Bundle',
  clauses: ['AT-1'],
  level: 'must',
  needs: [],
  catches: ['types-as-bundle'],
  async run(session) {
    const { status, body, failure } = await session.appointmentTypesResponse();
    if (status === 200 && at(body, 'resourceType') === 'ValueSet') return satisfied(1, 'one ValueSet looked at');
    return violated({
      subjects: 1,
      message: 'the appointment types are no ValueSet',
      expected: '200 and a ValueSet',
      actual: failure?.text ?? `${status} and ${describeValue(body)}`,
      path: 'resourceType',
    });
  },
};
