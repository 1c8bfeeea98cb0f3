import { expect, test } from 'vitest';
import { validateStep } from './validate-step.ts';

test('a step with an outcome of its kind and an expectation is valid', () => {
  expect(validateStep({ do: 'types', expect: { outcome: 'types', requests: [{ status: 200 }] } })).toEqual([]);
  expect(validateStep({ do: 'types' })).toEqual([]);
});

test.each<[name: string, step: Readonly<Record<string, unknown>>, path: readonly (string | number)[]]>([
  ['an unknown key', { do: 'types', colour: 'red' }, []],
  ['an outcome of another kind', { do: 'types', expect: { outcome: 'booked' } }, ['expect', 'outcome']],
  ['an unknown key of the expectation', { do: 'types', expect: { reqests: 1 } }, ['expect']],
  ['an expectation that is not an object', { do: 'types', expect: null }, ['expect']],
  ['a wrong value deep inside', { do: 'types', expect: { now: 5 } }, ['expect', 'now']],
])('%s is a violation at its place', (_name, step, path) => {
  expect(validateStep(step)).toEqual([expect.objectContaining({ path })]);
});

test('mistakes of a step and of its expectation are found together', () => {
  const violations = validateStep({ do: 'types', colour: 'red', expect: { now: 5 } }) ?? [];
  expect(violations.map(({ path }) => path)).toEqual(expect.arrayContaining([[], ['expect', 'now']]));
});

test('nested steps are left to their own kinds, and an unknown kind has no schema', () => {
  expect(validateStep({ do: 'parallel', steps: [{ do: 'nothing' }, {}] })).toEqual([]);
  expect(validateStep({ do: 'nothing' })).toBeUndefined();
});
