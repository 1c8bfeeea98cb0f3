import {
  type BookingEngineOptions,
  type BookingPatient,
  createBookingEngine,
  type EngineSystem,
  realSystem,
} from '../engine/index.ts';
import { AGB_SYSTEM } from '../fhir/agb.ts';
import { createPublicApiStates } from './discovery/public-api-states.ts';
import { pactPath } from './pacts.ts';
import { createEndpointStates, type StatesEndpoint } from './states/endpoint-states.ts';
import type { VerificationReport } from './verification/report.ts';
import { type PactSource, VerifierError } from './verification/run-verifier.ts';
import { verify } from './verification/verify.ts';

/** What a XIS is verified with. */
export interface XisVerificationOptions {
  /** The FHIR base of the XIS. */
  readonly baseUrl: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The test patient. Without a BSN nothing is booked, because it could not be cancelled. */
  readonly patient: BookingPatient;
  /** The service category that Spreekuur.nl filters types by, `system|value` (AT-2). */
  readonly category?: string;
  /** An appointment type that is booked at once, and one that needs approval; without them they are looked for. */
  readonly type?: string;
  readonly approvalType?: string;
  readonly token?: string | (() => Promise<string>);
  readonly headers?: Readonly<Record<string, string>>;
  /** The XIS's endpoint for provider states. */
  readonly states?: StatesEndpoint;
  /** The practice's time zone (SL-13). */
  readonly timeZone?: string;
  /** For each answer, in real milliseconds. */
  readonly timeoutMs?: number;
  /** Its name at a broker; without it `xis`. */
  readonly provider?: string;
  /** Where the pacts come from; without it, those of the package. */
  readonly source?: PactSource;
  /** Clock and network; without it, those of the machine. */
  readonly system?: EngineSystem;
  readonly signal?: AbortSignal;
}

/** The XIS cannot be verified at all: it cannot be reached, or lets nobody in. Says what to do about it. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/**
 * Verifies a XIS with the pact of the booking engine. Without an endpoint for provider states it sets up and finds what it
 * needs through the public API, and cancels what it has booked.
 * @throws EngineOptionError for an option that cannot be used
 * @throws TargetError when the XIS cannot be reached, or lets nobody in
 * @throws VerifierError when Pact's verifier cannot do its work
 */
export async function verifyXis(options: XisVerificationOptions): Promise<VerificationReport> {
  const { baseUrl, category, timeZone, token, headers = {}, timeoutMs = 10_000 } = options;
  const system = options.system ?? realSystem;
  const reach = {
    xis: baseUrl,
    organization: options.organization,
    headers,
    timeoutMs,
    system,
    ...(category === undefined ? {} : { serviceCategory: category }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(token === undefined ? {} : { token }),
  };
  await lookOnce(reach);
  const found = options.states === undefined ? createPublicApiStates({ ...options, reach }) : undefined;
  const states =
    found ?? createEndpointStates(options.states as StatesEndpoint, valuesOf(options), { ...options, system });
  const report = await verify({
    provider: options.provider ?? 'xis',
    baseUrl,
    states,
    source: options.source ?? { kind: 'files', files: [pactPath('xis')] },
    fetch: system.fetch,
    timeoutMs,
    headers: () => headersOf(token, headers),
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch((error) => {
    if (error instanceof VerifierError) error.left = found?.left ?? [];
    throw error;
  });
  return { ...report, left: [...(found?.left ?? []), ...report.left] };
}

/** What gets a request in, beside the headers of the contract. */
export async function headersOf(
  token: XisVerificationOptions['token'],
  headers: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const bearer = typeof token === 'function' ? await token() : token;
  return { ...headers, ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }) };
}

/** What a state need not give back, because the call of the verification has it. */
function valuesOf({ organization, patient, category }: XisVerificationOptions): Readonly<Record<string, string>> {
  return {
    organization: `${AGB_SYSTEM}|${organization}`,
    patientReference: patient.reference,
    patientDisplay: patient.display,
    ...(patient.bsn === undefined ? {} : { patientBsn: patient.bsn }),
    ...(category === undefined ? {} : { category }),
  };
}

/** Tells a wrong address or a missing token from a broken contract, before twenty interactions fail of it. */
async function lookOnce(options: BookingEngineOptions): Promise<void> {
  const types = await createBookingEngine(options).appointmentTypes();
  if (types.outcome !== 'failed') return;
  const { status, error } = types;
  if (status === undefined) throw new TargetError(`${options.xis}: ${error}; is it up, and is this its FHIR base?`);
  if (status === 401) throw new TargetError(`${options.xis}: it answers 401; it wants a token that it knows: --token`);
  if (status === 403)
    throw new TargetError(
      `${options.xis}: it answers 403; may the caller act for organization ${options.organization}, and is it known there?`,
    );
  if (status === 404 || (status >= 300 && status < 400))
    throw new TargetError(
      `${options.xis}: it answers ${status} to /ValueSet/BookableAppointmentTypes; is this its FHIR base?`,
    );
}
