import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesSystem: XisCheck = {
  id: 'appointment-types/system',
  title: 'Every group of appointment types has a system',
  clauses: ['AT-1'],
  level: 'must',
  needs: [],
  catches: ['types-without-system'],
  async run(session) {
    // An empty include is how a XIS may say that there are no types (AT-3).
    const groups = listOf(at(await theValueSet(session), 'compose', 'include')).filter(
      (include) => listOf(at(include, 'concept')).length > 0,
    );
    const index = groups.findIndex((include) => textOf(at(include, 'system')) === undefined);
    if (index < 0) return satisfied(groups.length, `${groups.length} groups of types looked at`);
    return violated({
      subjects: groups.length,
      message: 'a group of types has no system',
      expected: 'a system',
      actual: describeValue(at(groups[index], 'system')),
      path: `compose.include[${index}].system`,
    });
  },
};
