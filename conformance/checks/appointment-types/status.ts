import { at, found, textOf } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesStatus: XisCheck = {
  id: 'appointment-types/status',
  title: 'The ValueSet has a status that a ValueSet can have',
  requirements: ['AT-1'],
  level: 'must',
  needs: [],
  defects: ['types-bad-status'],
  async run(run) {
    const status = at(await theValueSet(run), 'status');
    if (['active', 'draft', 'retired', 'unknown'].includes(textOf(status) ?? '')) {
      return kept(1, 'one ValueSet looked at');
    }
    return broken({
      subjects: 1,
      message: 'the ValueSet has another status',
      expected: 'active, draft, retired or unknown',
      actual: found(status),
      path: 'status',
    });
  },
};
