import { at, describeValue, textOf } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesStatus: XisCheck = {
  id: 'appointment-types/status',
  title: 'The ValueSet has a status that a ValueSet can have',
  clauses: ['AT-1'],
  level: 'must',
  needs: [],
  catches: ['types-bad-status'],
  async run(session) {
    const status = at(await theValueSet(session), 'status');
    if (['active', 'draft', 'retired', 'unknown'].includes(textOf(status) ?? '')) {
      return satisfied(1, 'one ValueSet looked at');
    }
    return violated({
      subjects: 1,
      message: 'the ValueSet has another status',
      expected: 'active, draft, retired or unknown',
      actual: describeValue(status),
      path: 'status',
    });
  },
};
