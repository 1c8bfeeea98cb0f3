import { isTestBsn } from '../../fhir/bsn.ts';
import type { Patient } from './practice.ts';

/** The protection of the BSNs in a store by a key: encryption as long as they are needed, and pseudonyms, which only the holder of the key can compare with a BSN. */
export interface Identities {
  /** Returns the pseudonym of a BSN: always the same one, from which the BSN does not follow. */
  pseudonym(bsn: string): string;
  /** Encrypts a BSN; always to the same text. */
  encrypt(bsn: string): string;
  /** Returns the BSN of an encrypted text; undefined for one of another key. */
  decrypt(encrypted: string): string | undefined;
  /** Returns whether a pseudonym is that of a BSN, in constant time. */
  matches(pseudonym: string, bsn: string): boolean;
}

/** A patient whose BSN is known. */
export type IdentifiedPatient = Patient & { readonly bsn: string };

/** Returns whether a BSN is that of a patient, also of one of whom only the pseudonym is known. */
export function isBsnOf(
  { bsn: known, pseudonym }: Pick<Patient, 'bsn' | 'pseudonym'>,
  bsn: string | undefined,
  identities: Identities | undefined,
): boolean {
  if (bsn === undefined) return false;
  if (known !== undefined || pseudonym === undefined) return known === bsn;
  return identities?.matches(pseudonym, bsn) ?? false;
}

/** A patient as a store with pseudonyms keeps it. */
interface SealedPatient extends Patient {
  readonly encryptedBsn?: string | undefined;
}

/**
 * Returns a patient as a store with pseudonyms keeps it: with the pseudonym in the place of the BSN, and the encrypted BSN as
 * long as it is needed. A BSN that is that of no person stays: made up by the simulator, or for tests and in the
 * configuration.
 * @param isNeeded whether a callback may still have the BSN
 */
export function sealPatient(patient: Patient, isNeeded: boolean, identities: Identities): SealedPatient {
  const { bsn, ...rest } = patient;
  const isOfNoPerson = patient.origin === 'made-up' || (patient.origin === 'practice' && isTestBsn(bsn ?? ''));
  if (bsn === undefined || isOfNoPerson) return patient;
  const pseudonym = identities.pseudonym(bsn);
  return isNeeded ? { ...rest, pseudonym, encryptedBsn: identities.encrypt(bsn) } : { ...rest, pseudonym };
}

/** Returns a patient from a store: with the BSN, if it was kept and the key is that of the store. */
export function unsealPatient(sealed: SealedPatient, identities: Identities | undefined): Patient {
  const { encryptedBsn, ...patient } = sealed;
  const bsn = encryptedBsn === undefined ? undefined : identities?.decrypt(encryptedBsn);
  if (bsn === undefined) return patient;
  const { pseudonym: _, ...rest } = patient;
  return { ...rest, bsn };
}
