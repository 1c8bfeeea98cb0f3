import { isTestBsn } from '../../fhir/bsn.ts';
import type { Patient } from './practice.ts';

/** Replaces BSNs by pseudonyms, which only the holder of the key can compare with a BSN. */
export interface Identities {
  /** Returns the pseudonym of a BSN: always the same one, from which the BSN does not follow. */
  pseudonym(bsn: string): string;
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

/**
 * Returns a patient as a store with pseudonyms keeps it: without BSN, unless the BSN is still needed or is that of no
 * person (made up by the simulator, or for tests and in the configuration, which the store has as well).
 * @param isNeeded whether a callback may still have the BSN
 */
export function sealPatient(patient: Patient, isNeeded: boolean, identities: Identities): Patient {
  const { bsn, ...rest } = patient;
  const isOfNoPerson = patient.origin === 'made-up' || (patient.origin === 'practice' && isTestBsn(bsn ?? ''));
  if (bsn === undefined || isNeeded || isOfNoPerson) return patient;
  return { ...rest, pseudonym: identities.pseudonym(bsn) };
}
