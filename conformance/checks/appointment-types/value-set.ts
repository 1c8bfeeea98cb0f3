import { at, found } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const valueSet: XisCheck = {
  id: 'appointment-types/value-set',
  title: 'The appointment types come as one ValueSet, and not in a Bundle',
  requirements: ['AT-1'],
  level: 'must',
  needs: [],
  defects: ['types-as-bundle'],
  async run(run) {
    const { status, body, failure } = await run.typesReply();
    if (status === 200 && at(body, 'resourceType') === 'ValueSet') return kept(1, 'one ValueSet looked at');
    return broken({
      subjects: 1,
      message: 'the appointment types are no ValueSet',
      expected: '200 and a ValueSet',
      actual: failure?.text ?? `${status} and ${found(body)}`,
      path: 'resourceType',
    });
  },
};
