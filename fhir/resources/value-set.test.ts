import { expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { valueSetSchema } from './value-set.ts';

const types = validator(valueSetSchema);
const valueSet = (include: unknown, status = 'active') => ({ resourceType: 'ValueSet', status, compose: { include } });
const concept = [{ code: 'consult', display: 'Consult' }];

test.each([
  ['AT-1: types of one system', valueSet([{ system: 'urn:a', concept }]), true],
  ['AT-1: a draft', valueSet([{ system: 'urn:a', concept }], 'draft'), true],
  ['AT-3: no include', valueSet([]), true],
  ['AT-3: no concept', valueSet([{ system: 'urn:a', concept: [] }]), true],
  ['AT-1: another status', valueSet([], 'final'), false],
  ['AT-1: a Bundle', { ...valueSet([]), resourceType: 'Bundle' }, false],
  ['AT-1: a concept without display', valueSet([{ system: 'urn:a', concept: [{ code: 'consult' }] }]), false],
  ['AT-5: an include without system', valueSet([{ concept }]), false],
])('%s is a ValueSet of types: %s', (_name, value, expected) => {
  expect(types.accepts(value)).toBe(expected);
});
