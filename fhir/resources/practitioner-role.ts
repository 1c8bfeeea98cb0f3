import { array, oneOf, openObject, type Schema, string } from '../../schema/schema.ts';
import { fhirIdString } from '../formats.ts';
import { displayedConceptSchema } from './coding.ts';
import type { Dialect } from './dialect.ts';

/** Returns the schema of a PractitionerRole (PR): `name` and `speciality` as published, `practitioner` and `specialty[]` in R4. */
export function practitionerRoleSchema(dialect: Dialect): Schema<unknown> {
  const base = { resourceType: oneOf(['PractitionerRole']), id: fhirIdString() };
  return dialect === 'published'
    ? openObject({ ...base, name: string({ minLength: 1 }), speciality: displayedConceptSchema })
    : openObject(
        {
          ...base,
          practitioner: openObject({ display: string({ minLength: 1 }) }),
          specialty: array(displayedConceptSchema, { minItems: 1 }),
        },
        { name: { not: {} }, speciality: { not: {} } },
      );
}
