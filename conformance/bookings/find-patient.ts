import { BSN_SYSTEM } from '../naming-systems.ts';
import type { KnownPatient } from '../options.ts';
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
  const isSearchset = response.status === 200 && at(response.body, 'type') === 'searchset';
  const entries = isSearchset ? entriesOf(response.body) : undefined;
  const patients = entries
    ?.filter(({ resource }) => at(resource, 'resourceType') === 'Patient')
    .map(({ resource, path }) => ({
      id: textOf(at(resource, 'id')),
      bsns: listOf(at(resource, 'identifier'))
        .filter((identifier) => at(identifier, 'system') === BSN_SYSTEM)
        .flatMap((identifier) => textOf(at(identifier, 'value')) ?? []),
      display: textOf(at(resource, 'name', 0, 'text')),
      path,
    }));
  return { response, patients, hasBsn: await hasTokenOfPatient(session) };
}

/** Returns whether the token is a JWT whose claims have the BSN of the test patient. */
async function hasTokenOfPatient({ options }: Session): Promise<boolean> {
  const bsn = options.patient?.bsn;
  if (bsn === undefined || options.token === undefined) return false;
  const token = typeof options.token === 'function' ? await options.token() : options.token;
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return claims !== undefined && JSON.stringify(claims).includes(bsn);
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
