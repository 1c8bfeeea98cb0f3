import { at, found, listOf, textOf } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesSystem: XisCheck = {
  id: 'appointment-types/system',
  title: 'Every group of appointment types has a system',
  requirements: ['AT-1'],
  level: 'must',
  needs: [],
  defects: ['types-without-system'],
  async run(run) {
    // An empty include is how a XIS may say that there are no types (AT-3).
    const groups = listOf(at(await theValueSet(run), 'compose', 'include')).filter(
      (include) => listOf(at(include, 'concept')).length > 0,
    );
    const index = groups.findIndex((include) => textOf(at(include, 'system')) === undefined);
    if (index < 0) return kept(groups.length, `${groups.length} groups of types looked at`);
    return broken({
      subjects: groups.length,
      message: 'a group of types has no system',
      expected: 'a system',
      actual: found(at(groups[index], 'system')),
      path: `compose.include[${index}].system`,
    });
  },
};
