import { hasBsn } from '../../oauth/unverified-claims.ts';
import { toTokenFailure } from '../../transport/token-failure.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import type { CheckOptionName, KnownPatient, ResolvedCheckOptions, TestPatient } from '../options.ts';
import { entriesOf } from '../read/bundle.ts';
import { at, listOf, textOf } from '../read/json.ts';
import { blockCheck, blockWithout } from '../session/block-check.ts';
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
 * goes by the token takes every request of a token of the first one for that patient's (AU-6). Without a reference, the
 * patient is found by the BSN, with that patient's token (PT-4).
 */
export async function findOtherPatient(session: Session): Promise<KnownPatient | { readonly lacks: CheckOptionName }> {
  const { otherPatient, otherToken } = session.options;
  if (!otherPatient) return { lacks: 'otherPatient.reference' };
  if (await isBoundToPatient(session)) return { lacks: 'otherToken' };
  const { reference } = otherPatient;
  if (reference !== undefined) return { ...otherPatient, reference };
  if (otherToken === undefined) return { lacks: 'otherPatient.reference' };
  const purpose = 'find the patient of the token of the second test patient';
  const response = await session.sendCached({ purpose, path: '/Patient', as: 'other-patient' });
  return referTo(otherPatient, patientsIn(response)) ?? { lacks: 'otherPatient.reference' };
}

/** Returns whether every request of the run is sent in the name of the first test patient. */
export async function isBoundToPatient(session: Session): Promise<boolean> {
  const { otherToken, testTokens } = session.options;
  return otherToken === undefined && (testTokens !== undefined || (await hasTokenOfPatient(session)));
}

/** Returns whether the token is a JWT whose claims have the BSN of the test patient. */
async function hasTokenOfPatient(session: Session): Promise<boolean> {
  const bsn = session.options.patient?.bsn;
  return bsn !== undefined && (await tokenHasBsn(session)) === true;
}

/**
 * Returns whether the token of the run is a JWT whose claims have the BSN of the test patient; without that BSN, any BSN.
 * @returns undefined for a token that is no JWT, and without a token
 * @throws CheckBlocked when the authorization server issues no token
 */
export async function tokenHasBsn({ options }: Session): Promise<boolean | undefined> {
  const token = await tokenOf(options);
  return token === undefined ? undefined : hasBsn(token, options.patient?.bsn);
}

/** Returns the token of the run: that of the option, which replaces one of the headers. */
async function tokenOf({ token, headers }: ResolvedCheckOptions): Promise<string | undefined> {
  if (token === undefined) return /^Bearer +(\S+)$/i.exec(new Headers(headers).get('authorization') ?? '')?.[1];
  try {
    return typeof token === 'function' ? await token() : token;
  } catch (error) {
    const { text, kind } = toTokenFailure(error);
    return blockCheck(text, kind);
  }
}

/** Returns a patient with the reference by which a XIS has found it, alone; undefined where it has not. */
function referTo(patient: TestPatient, found: readonly FoundPatient[] = []): KnownPatient | undefined {
  const [match, ...others] = found.filter(({ bsns }) => bsns.includes(patient.bsn ?? ''));
  const id = others.length === 0 ? match?.id : undefined;
  return id === undefined ? undefined : { ...patient, reference: `Patient/${id}` };
}

/**
 * Returns the test patient with a reference: that of the options, or else of the patient whom the XIS finds by the BSN (PT-4).
 * @throws CheckBlocked when the XIS does not find exactly that patient
 */
export async function resolvePatient(session: Session): Promise<KnownPatient> {
  const { patient, nameOption } = session.options;
  if (patient?.bsn === undefined)
    blockWithout(nameOption('patient.bsn'), 'without it no appointment could be cancelled');
  const { reference } = patient;
  if (reference !== undefined) return { ...patient, reference };
  const { response, patients } = await searchPatient(session);
  const found = referTo(patient, patients);
  if (found) return found;
  return blockWithout(
    nameOption('patient.reference'),
    `GET /Patient returned ${response.status}, and not that patient alone`,
  );
}
