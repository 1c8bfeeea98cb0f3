import { expect, test } from 'vitest';
import { type Identities, isBsnOf, sealPatient, unsealPatient } from './patient-identity.ts';
import type { Patient } from './practice.ts';

const identities: Identities = {
  pseudonym: (bsn) => `of ${bsn}`,
  matches: (pseudonym, bsn) => pseudonym === `of ${bsn}`,
  encrypt: (bsn) => `encrypted ${bsn}`,
  decrypt: (text) => /^encrypted (.*)$/.exec(text)?.[1],
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

test.each<[name: string, changes: Partial<Patient>, isNeeded: boolean, kept: 'bsn' | 'encrypted' | 'pseudonym']>([
  ['a patient of a request', {}, false, 'pseudonym'],
  ['a patient of a request with an open callback', {}, true, 'encrypted'],
  ['a patient of the configuration', { origin: 'practice' }, false, 'bsn'],
  ['a person in a snapshot', { origin: 'practice', bsn: '123456782' }, false, 'pseudonym'],
  ['a patient with a made-up BSN', { origin: 'made-up' }, false, 'bsn'],
])('%s is kept as it has to be', (_name, changes, isNeeded, kept) => {
  const known = { ...patient, bsn: BSN, ...changes } as Patient & { bsn: string };
  const { bsn, ...rest } = known;
  const [pseudonym, encryptedBsn] = [identities.pseudonym(bsn), identities.encrypt(bsn)];
  const expected = { bsn: known, encrypted: { ...rest, pseudonym, encryptedBsn }, pseudonym: { ...rest, pseudonym } };
  const stored = sealPatient(known, isNeeded, identities);
  expect(stored).toEqual(expected[kept]);
  expect(unsealPatient(stored, identities)).toEqual(kept === 'pseudonym' ? stored : known);
});

test('a patient without BSN stays as it is', () => {
  expect(sealPatient(sealed, true, identities)).toEqual(sealed);
});

test.each([undefined, { ...identities, decrypt: () => undefined }])(
  'without the key of the store, an encrypted BSN stays unknown: %#',
  (others) => expect(unsealPatient(sealPatient(patient, true, identities), others)).toEqual(sealed),
);
