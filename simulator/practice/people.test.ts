import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTestBsn } from '../../fhir/bsn.ts';
import { createPeople, generateBsn } from './people.ts';

test('people follow from seed and key, in any order of the requests', async () => {
  const people = await createPeople(7);
  const first = people.patient('1');
  people.patient('2');
  people.practitioner('jansen');
  expect(people.patient('1')).toBe(first);
  expect((await createPeople(7)).patient('1')).toBe(first);
  const names = await Promise.all([1, 2, 3, 4, 5].map(async (seed) => (await createPeople(seed)).patient('1')));
  expect(new Set(names).size).toBeGreaterThan(1);
});

test('a practitioner is a doctor with a name', async () => {
  expect((await createPeople(1)).practitioner('jansen')).toMatch(/^Dr\. \S/);
});

test('a generated BSN is in the unused range, and the same for the same patient', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (seed, key) => {
      expect(isTestBsn(generateBsn(seed, key))).toBe(true);
      expect(generateBsn(seed, key)).toBe(generateBsn(seed, key));
    }),
  );
});
