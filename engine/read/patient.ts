import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { isId } from '../../fhir/id.ts';
import type { Observer } from '../observation.ts';
import { asList, asObject, asText } from './values.ts';

/** A Patient with the values that a booking needs. */
export interface FoundPatient {
  /** `Patient/{id}` (PT-4). */
  readonly reference: string;
  /** The name, or the reference where the XIS returned no name. */
  readonly display: string;
  /** Undefined where the XIS returned none. */
  readonly bsn: string | undefined;
}

export function isPatient(resource: unknown): boolean {
  return asObject(resource)?.['resourceType'] === 'Patient';
}

/** Reads a Patient (PT-4); returns undefined for an unusable one, and records why. */
export function readPatient(resource: unknown, path: string, observe: Observer): FoundPatient | undefined {
  const patient = asObject(resource) ?? {};
  const id = asText(patient['id']) ?? '';
  if (!isId(id)) {
    observe.discardMismatch('PT-4', `${path}.id`, 'an id', patient['id']);
    return undefined;
  }
  const identifiers = asList(patient['identifier']).map(asObject);
  const bsn = asText(identifiers.find((identifier) => identifier?.['system'] === BSN_SYSTEM)?.['value']);
  if (bsn === undefined) {
    observe.warn('PT-4', `${path}.identifier`, `expected the BSN, with system ${BSN_SYSTEM}, got no such identifier`);
  }
  const reference = `Patient/${id}`;
  return { reference, display: readName(patient['name']) ?? reference, bsn };
}

/** Returns the text of the first name that has one, or its parts. */
function readName(value: unknown): string | undefined {
  const names = asList(value).map((name) => {
    const { text, prefix, given, family } = asObject(name) ?? {};
    const parts = [...asList(prefix), ...asList(given), family].map(asText).filter((part) => part !== undefined);
    return asText(text) ?? parts.join(' ');
  });
  return names.find((name) => name.trim() !== '');
}
