import { at, found, listOf, textOf } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesConcept: XisCheck = {
  id: 'appointment-types/concept',
  title: 'Every appointment type has a code and a display',
  requirements: ['AT-1'],
  level: 'must',
  needs: [],
  defects: ['types-without-display'],
  async run(run) {
    let subjects = 0;
    for (const [group, include] of listOf(at(await theValueSet(run), 'compose', 'include')).entries()) {
      for (const [index, concept] of listOf(at(include, 'concept')).entries()) {
        subjects++;
        const missing = ['code', 'display'].find((key) => textOf(at(concept, key)) === undefined);
        if (missing === undefined) continue;
        return broken({
          subjects,
          message: `an appointment type has no ${missing}`,
          expected: 'a code and a display',
          actual: `${missing}: ${found(at(concept, missing))}`,
          path: `compose.include[${group}].concept[${index}].${missing}`,
        });
      }
    }
    return kept(subjects, `${subjects} types looked at`);
  },
};
