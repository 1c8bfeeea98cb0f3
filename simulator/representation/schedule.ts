import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { ScheduleRules } from '../domain/agenda/rules.ts';
import type { Practitioner } from '../domain/practice.ts';

/** Writes a Schedule (PR). */
export function writeSchedule(rules: ScheduleRules) {
  const offered = rules.types.filter(({ index }) => rules.offered.has(index));
  return {
    resourceType: 'Schedule',
    id: rules.id,
    ...(offered.length > 0
      ? { serviceCategory: offered.map(({ system, code, display }) => ({ coding: [{ system, code, display }] })) }
      : {}),
    actor: rules.practitioners.map(({ id, name }) => ({ reference: `PractitionerRole/${id}`, display: name })),
  };
}

/** Writes a PractitionerRole (PR): published with `name` and `speciality`, in R4 with `practitioner` and `specialty[]`. */
export function writePractitionerRole(practitioner: Practitioner, dialect: Dialect) {
  const concept = { coding: [practitioner.speciality] };
  const base = { resourceType: 'PractitionerRole', id: practitioner.id };
  return dialect === 'published'
    ? { ...base, name: practitioner.name, speciality: concept }
    : { ...base, practitioner: { display: practitioner.name }, specialty: [concept] };
}
