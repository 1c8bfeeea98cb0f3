import { expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { scheduleSchema } from './schedule.ts';

const schedule = {
  resourceType: 'Schedule',
  id: 'jansen',
  serviceCategory: [{ coding: [{ system: 'urn:a', code: 'consult', display: 'Consult' }] }],
  actor: [{ reference: 'PractitionerRole/jansen' }],
};

test.each([
  ['a Schedule as published', schedule, true],
  ['one without actor', { ...schedule, actor: [] }, false],
  ['one without service category', { ...schedule, serviceCategory: undefined }, false],
  ['one with an invalid id', { ...schedule, id: 'dr jansen' }, false],
])('PR: %s is accepted: %s', (_name, value, expected) => {
  expect(validator(scheduleSchema).accepts(value)).toBe(expected);
});
