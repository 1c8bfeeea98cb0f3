import { BSN_SYSTEM } from '../naming-systems.ts';
import type { CheckOptionName, KnownPatient } from '../options.ts';
import { entriesOf } from '../read/bundle.ts';
import { at, listOf, parseJson, textOf } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';

/** A Patient in a searchset. */
export interface FoundPatient {
  readonly id: string | undefined;
  readonly bsns: readonly string[];
  readonly display: string | undefined;
  readonly path: string;
}

/** The response to the patient discovery. */
export interface PatientSearch {
  readonly response: XisResponse;
  /** Undefined when the response is no searchset. */
  readonly patients: readonly FoundPatient[] | undefined;
  /** Whether the token is known to have the BSN of the test patient. */
  readonly hasBsn: boolean;
}

/** Searches the patient of the token (PT-1). */
export async function searchPatient(session: Session): Promise<PatientSearch> {
  const response = await session.sendCached({ purpose: 'find the patient of the token', path: '/Patient' });
  return { response, patients: patientsIn(response), hasBsn: await hasTokenOfPatient(session) };
}

/** Returns the patients in a response to the patient discovery; undefined when it is no searchset. */
export function patientsIn(response: XisResponse): readonly FoundPatient[] | undefined {
  const isSearchset = response.status === 200 && at(response.body, 'type') === 'searchset';
  const entries = isSearchset ? entriesOf(response.body) : undefined;
  return entries
    ?.filter(({ resource }) => at(resource, 'resourceType') === 'Patient')
    .map(({ resource, path }) => ({
      id: textOf(at(resource, 'id')),
      bsns: listOf(at(resource, 'identifier'))
        .filter((identifier) => at(identifier, 'system') === BSN_SYSTEM)
        .flatMap((identifier) => textOf(at(identifier, 'value')) ?? []),
      display: textOf(at(resource, 'name', 0, 'text')),
      path,
    }));
}

/**
 * Returns the second test patient, or the option without which no request can be sent in that patient's name: a XIS that
 * goes by the token takes every request of a token of the first one for that patient's (AU-6).
 */
export async function findOtherPatient(session: Session): Promise<KnownPatient | { readonly lacks: CheckOptionName }> {
  const { otherPatient } = session.options;
  if (!otherPatient) return { lacks: 'otherPatient.reference' };
  return (await isBoundToPatient(session)) ? { lacks: 'otherToken' } : otherPatient;
}

/** Returns whether every request of the run is sent in the name of the first test patient. */
export async function isBoundToPatient(session: Session): Promise<boolean> {
  const { otherToken, testTokens } = session.options;
  return otherToken === undefined && (testTokens !== undefined || (await hasTokenOfPatient(session)));
}

/** Returns whether the token is a JWT whose claims have the BSN of the test patient. */
async function hasTokenOfPatient({ options }: Session): Promise<boolean> {
  const bsn = options.patient?.bsn;
  if (bsn === undefined || options.token === undefined) return false;
  const token = typeof options.token === 'function' ? await options.token() : options.token;
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  // A number has lost its leading zeros.
  const digits = new RegExp(`(?<!\\d)0*${bsn.replace(/^0+/, '')}(?!\\d)`);
  return claims !== undefined && digits.test(JSON.stringify(claims));
}

/**
 * Returns the test patient with a reference: that of the options, or else of the patient whom the XIS finds by the BSN (PT-4).
 * @throws CheckBlocked when the XIS does not find exactly that patient
 */
export async function resolvePatient(session: Session): Promise<KnownPatient> {
  const { patient, nameOption } = session.options;
  if (patient?.bsn === undefined)
    blockCheck(`needs ${nameOption('patient.bsn')}: without it no appointment could be cancelled`);
  const { reference } = patient;
  if (reference !== undefined) return { ...patient, reference };
  const { response, patients = [] } = await searchPatient(session);
  const [found, ...others] = patients.filter(({ bsns }) => bsns.includes(patient.bsn ?? ''));
  if (found?.id === undefined || others.length > 0) {
    blockCheck(
      `needs ${nameOption('patient.reference')}: GET /Patient returned ${response.status}, and not that patient alone`,
    );
  }
  return { ...patient, reference: `Patient/${found.id}` };
}
