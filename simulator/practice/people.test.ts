import { faker } from '@faker-js/faker/locale/nl';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTestBsn } from '../../fhir/bsn.ts';
import { createPeople, generateBsn } from './people.ts';

test('people follow from seed and key, in any order of the requests', () => {
  const people = createPeople(7);
  const first = people.patient('1');
  people.patient('2');
  people.practitioner('jansen');
  expect(people.patient('1')).toBe(first);
  expect(createPeople(7).patient('1')).toBe(first);
  const names = [1, 2, 3, 4, 5].map((seed) => createPeople(seed).patient('1'));
  expect(new Set(names).size).toBeGreaterThan(1);
});

test('a practitioner is a doctor with a name', () => {
  expect(createPeople(1).practitioner('jansen')).toMatch(/^Dr\. \S/);
});

test('a generated BSN is in the unused range, and the same for the same patient', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (seed, key) => {
      expect(isTestBsn(generateBsn(seed, key))).toBe(true);
      expect(generateBsn(seed, key)).toBe(generateBsn(seed, key));
    }),
  );
});

test('the names are those of Faker, so that users of the package do not install it', async () => {
  const { first_name, last_name } = faker.definitions.person;
  const listOf = (names: { readonly [kind: string]: readonly string[] | undefined }): readonly string[] =>
    [...new Set(Object.values(names).flatMap((list) => list ?? []))].sort();
  const names = { first: listOf(first_name), last: listOf(last_name) };
  // After an update of Faker: npm run names
  await expect(`${JSON.stringify(names, null, 2)}\n`).toMatchFileSnapshot('names.json');
  expect([names.first.length, names.last.length].every((count) => count > 100)).toBe(true);
});
