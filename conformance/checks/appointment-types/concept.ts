import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import { theValueSet } from '../support/the-value-set.ts';
import type { XisCheck } from '../xis-check.ts';

export const typesConcept: XisCheck = {
  id: 'appointment-types/concept',
  title: 'Every appointment type has a code and a display',
  clauses: ['AT-1'],
  level: 'must',
  needs: [],
  catches: ['types-without-display'],
  async run(session) {
    let subjects = 0;
    for (const [group, include] of listOf(at(await theValueSet(session), 'compose', 'include')).entries()) {
      for (const [index, concept] of listOf(at(include, 'concept')).entries()) {
        subjects++;
        const missing = ['code', 'display'].find((key) => textOf(at(concept, key)) === undefined);
        if (missing === undefined) continue;
        return violated({
          subjects,
          message: `an appointment type has no ${missing}`,
          expected: 'a code and a display',
          actual: `${missing}: ${describeValue(at(concept, missing))}`,
          path: `compose.include[${group}].concept[${index}].${missing}`,
        });
      }
    }
    return satisfied(subjects, `${subjects} types looked at`);
  },
};
