import { expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { practitionerRoleSchema } from './practitioner-role.ts';

const speciality = {
  coding: [{ system: 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode', code: '01.015', display: 'Huisarts' }],
};
const base = { resourceType: 'PractitionerRole', id: 'jansen' };
const published = { ...base, name: 'Dr. Jansen', speciality };
const r4 = { ...base, practitioner: { display: 'Dr. Jansen' }, specialty: [speciality] };

test('PR: a PractitionerRole has name and speciality as published, practitioner and specialty in R4', () => {
  const accepts = (dialect: 'published' | 'r4', value: unknown) =>
    validator(practitionerRoleSchema(dialect)).accepts(value);
  expect(accepts('published', published)).toBe(true);
  expect(accepts('published', r4)).toBe(false);
  expect(accepts('r4', r4)).toBe(true);
  expect(accepts('r4', { ...r4, ...published })).toBe(false);
});
