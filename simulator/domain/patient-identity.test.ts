import { expect, test } from 'vitest';
import { type Identities, isBsnOf, sealPatient } from './patient-identity.ts';
import type { Patient } from './practice.ts';

const identities: Identities = {
  pseudonym: (bsn) => `of ${bsn}`,
  matches: (pseudonym, bsn) => pseudonym === `of ${bsn}`,
};
const BSN = '999900109';
const patient = { reference: 'Patient/1', name: 'Emma', bsn: BSN, origin: 'request' } satisfies Patient;
const sealed = { reference: 'Patient/1', name: 'Emma', pseudonym: `of ${BSN}`, origin: 'request' } satisfies Patient;

test.each<[name: string, known: Patient, bsn: string | undefined, isKey: boolean, expected: boolean]>([
  ['the BSN', patient, BSN, true, true],
  ['another BSN', patient, '999900390', true, false],
  ['no BSN', patient, undefined, true, false],
  ['the BSN of a pseudonym', sealed, BSN, true, true],
  ['another BSN than that of a pseudonym', sealed, '999900390', true, false],
  ['no BSN, of a patient with a pseudonym', sealed, undefined, true, false],
  ['a pseudonym without its key', sealed, BSN, false, false],
])('CN-4, AU-6: %s is compared', (_name, known, bsn, isKey, expected) => {
  expect(isBsnOf(known, bsn, isKey ? identities : undefined)).toBe(expected);
});

test.each<[name: string, changes: Partial<Patient>, isNeeded: boolean, isSealed: boolean]>([
  ['a patient of a request', {}, false, true],
  ['a patient of a request with an open callback', {}, true, false],
  ['a patient of the configuration', { origin: 'practice' }, false, false],
  ['a person in a snapshot', { origin: 'practice', bsn: '123456782' }, false, true],
  ['a patient with a made-up BSN', { origin: 'made-up' }, false, false],
])('%s is kept with or without BSN', (_name, changes, isNeeded, isSealed) => {
  const { bsn, ...rest } = { ...patient, ...changes };
  const kept = sealPatient({ bsn, ...rest }, isNeeded, identities);
  expect(kept).toEqual(isSealed ? { ...rest, pseudonym: `of ${bsn}` } : { bsn, ...rest });
});

test('a sealed patient stays as it is', () => {
  expect(sealPatient(sealed, false, identities)).toEqual(sealed);
});
