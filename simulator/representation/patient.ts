import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { idIn } from '../../fhir/reference.ts';
import type { IdentifiedPatient } from '../domain/patient-identity.ts';

/** Writes a Patient (PT-1, PT-4). A name is its first word and the rest, as Dutch names are mostly written. */
export function writePatient({ reference, name, bsn }: IdentifiedPatient) {
  const [first = '', ...rest] = name.split(' ');
  return {
    resourceType: 'Patient',
    id: idIn('Patient', reference) ?? '',
    meta: { versionId: '1' },
    identifier: [{ system: BSN_SYSTEM, value: bsn }],
    name: [{ text: name, ...(rest.length > 0 ? { family: rest.join(' '), given: [first] } : { family: first }) }],
  };
}
