import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { idIn } from '../../fhir/reference.ts';
import { hasBsn } from '../../oauth/unverified-claims.ts';
import { type Json, list, object, parseObject, resourcesOf } from './json.ts';
import {
  type ProviderConnection,
  type ProviderReply,
  type ProviderResponse,
  type RelayedRequest,
  sendToProvider,
} from './provider.ts';
import { readBackOf } from './read-back.ts';
import { createRequestHeaders } from './request-headers.ts';
import type { InteractionRun } from './session.ts';

/** The statuses by which a XIS may refuse what concerns another patient than that of the token (AU-6). */
const REFUSED = [401, 403, 404, 422];

/**
 * Explains a refusal of what concerns the test patient, where the token is of another patient or of no patient. A right XIS
 * refuses it (AU-5, AU-6), so it says nothing about the XIS. Returns undefined for any other response, and where the token is
 * of the test patient or may well be.
 */
export async function explainRefusal(
  provider: ProviderConnection,
  request: RelayedRequest,
  reply: ProviderResponse,
  run: InteractionRun,
): Promise<string | undefined> {
  const { authorization = '' } = createRequestHeaders({}, provider.headers, [...provider.sentTokens].at(-1));
  const bearer = /^Bearer +(.+)$/i.exec(authorization)?.[1];
  if (bearer === undefined || !isRefusal(request, reply, run)) return undefined;
  const patients = patientsIn(request.url === '/Patient' ? reply : await requestPatient(provider, request));
  const { patientBsn, patientReference } = run.values;
  const [patient, ...others] = patients ?? [];
  const shown = others.length === 0 ? patient : undefined;
  const isOfPatient = isTokenOf(bearer, patientBsn);
  const isSameBsn = isEqual(shown && bsnOf(shown), patientBsn);
  const isSameReference = isEqual(shown?.['id'], idIn('Patient', patientReference ?? ''));
  const { nameOption } = provider;
  if (isOfPatient === true || (isSameBsn ?? isSameReference) === true) {
    if (request.kind !== 'booking' || isSameBsn === false || isSameReference !== false) return undefined;
    return `GET /Patient returns another reference than ${nameOption('patient.reference')} (PT-4)`;
  }
  if (isOfPatient === false) {
    const missing = patientBsn === undefined ? 'a BSN' : `the BSN of ${nameOption('patient.bsn')}`;
    return `the token does not have ${missing} (AU-5, AU-6)`;
  }
  if (patients?.length === 0) return 'GET /Patient returns no patient for the token (PT-2)';
  const other = isSameBsn === false ? 'patient.bsn' : isSameReference === false ? 'patient.reference' : undefined;
  return other && `GET /Patient returns another patient for the token than that of ${nameOption(other)} (AU-5, AU-6)`;
}

/** Returns whether a right XIS may respond like this where the token is of another patient, or of no patient. */
function isRefusal(request: RelayedRequest, reply: ProviderResponse, { states, values }: InteractionRun): boolean {
  const isIn = (state: string): boolean => states.some(({ name }) => name === state);
  const isRefused = REFUSED.includes(reply.status);
  const way = readBackOf(request);
  if (request.url === '/Patient') {
    const patients = patientsIn(reply);
    if (patients?.length === 1) return isEqual(patients.map(bsnOf)[0], values['patientBsn']) === false;
    return isRefused || (patients?.length === 0 && !isIn('the patient is not known'));
  }
  // An appointment that does not exist is of no patient.
  if (isIn('no such appointment')) return way !== undefined && reply.status === 403;
  // A search may leave out what is of another patient.
  if (way === 'search' && reply.status === 200) return resourcesOf(parseObject(reply.text) ?? {}).length === 0;
  return isRefused && (way !== undefined || request.kind !== 'other');
}

/**
 * Returns whether a token has the BSN of the test patient. Without a BSN, whether it has one at all.
 * @returns undefined for a token that is no JWT, and for one that has the BSN of a patient who is not known here
 */
function isTokenOf(bearer: string, bsn: string | undefined): boolean | undefined {
  const isFound = hasBsn(bearer, bsn);
  return bsn === undefined && isFound ? undefined : isFound;
}

/** Requests the patient of the token, with the headers of another request. */
function requestPatient(provider: ProviderConnection, { headers }: RelayedRequest): Promise<ProviderReply> {
  const { 'content-type': _type, ...others } = headers;
  return sendToProvider(provider, { kind: 'other', method: 'GET', url: '/Patient', headers: others, body: '' });
}

/** Returns the patients of a searchset; undefined for any other reply. */
function patientsIn(reply: ProviderReply): readonly Json[] | undefined {
  const body = 'fault' in reply || reply.status !== 200 ? undefined : parseObject(reply.text);
  if (body?.['resourceType'] !== 'Bundle') return undefined;
  return resourcesOf(body).filter(({ resourceType }) => resourceType === 'Patient');
}

/** Returns the BSN of a Patient (PT-4). */
export function bsnOf(patient: Json): unknown {
  const identifier = list(patient['identifier']).find((item) => object(item)?.['system'] === BSN_SYSTEM);
  return object(identifier)?.['value'];
}

/** Returns whether two values are equal; undefined where one of them is missing. */
function isEqual(actual: unknown, expected: string | undefined): boolean | undefined {
  return actual === undefined || expected === undefined ? undefined : actual === expected;
}
