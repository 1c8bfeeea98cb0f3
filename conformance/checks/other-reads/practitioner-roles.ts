import { entriesOf } from '../../read/bundle.ts';
import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const practitionerRoles: XisCheck = {
  id: 'other-reads/practitioner-roles',
  title: 'GET /PractitionerRole answers a Bundle of PractitionerRoles with id, name and speciality',
  clauses: ['PR'],
  level: 'must',
  needs: [],
  catches: ['practitioner-role-without-id'],
  async run(session) {
    const response = await session.sendCached({ purpose: 'search practitioner roles', path: '/PractitionerRole' });
    const entries = response.status === 200 ? entriesOf(response.body) : undefined;
    if (!entries) {
      return violated({
        subjects: 1,
        message: 'the practitioner roles cannot be read',
        expected: '200 and a Bundle',
        actual: answered(response),
      });
    }
    for (const { resource, path } of entries) {
      const wrong = faultOf(resource);
      if (!wrong) continue;
      const [key, expected] = wrong;
      return violated({
        subjects: entries.length,
        message: `a PractitionerRole has not the expected ${key}`,
        expected,
        actual: describeValue(at(resource, key)),
        path: `${path}.${key}`,
      });
    }
    const first = entries[0]?.resource;
    const dialect = first === undefined ? undefined : isR4(first) ? 'r4' : 'published';
    return satisfied(1 + entries.length, `a Bundle with ${entries.length} PractitionerRoles looked at`, dialect);
  },
};

/** Published with `name` and `speciality`, in R4 with `practitioner` and a list `specialty`. */
function isR4(role: unknown): boolean {
  return at(role, 'specialty') !== undefined || at(role, 'practitioner') !== undefined;
}

function faultOf(role: unknown): readonly [key: string, expected: string] | undefined {
  if (at(role, 'resourceType') !== 'PractitionerRole') return ['resourceType', 'PractitionerRole'];
  if (textOf(at(role, 'id')) === undefined) return ['id', 'an id'];
  if (isR4(role)) return undefined;
  if (textOf(at(role, 'name')) === undefined) return ['name', 'a name'];
  return listOf(at(role, 'speciality', 'coding')).length === 0 ? ['speciality', 'a concept with codings'] : undefined;
}
