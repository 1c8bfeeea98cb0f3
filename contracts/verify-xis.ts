import { type BookingPatient, type EngineSystem, realSystem } from '../engine/index.ts';
import { AGB_SYSTEM } from '../fhir/agb.ts';
import { createPublicApiStates } from './discovery/public-api-states.ts';
import { libraryName, type NameOption } from './option-names.ts';
import { pactPath } from './pacts.ts';
import { lookOnce } from './preflight.ts';
import { createEndpointStates, type StatesEndpoint } from './states/endpoint-states.ts';
import { XIS_STATES } from './states/xis-states.ts';
import type { VerificationReport } from './verification/report.ts';
import type { PactSource } from './verification/run-verifier.ts';
import { withoutSecrets } from './verification/scrub.ts';
import { verify } from './verification/verify.ts';

/** What a XIS is verified with. */
export interface XisVerificationOptions {
  /** The FHIR base of the XIS. */
  readonly baseUrl: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The test patient. Without one, or without a BSN, nothing is booked, because it could not be cancelled. */
  readonly patient?: BookingPatient;
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
  /** Ends it early; what was booked is cancelled. */
  readonly signal?: AbortSignal;
  /** Told which state is brought about, for whoever watches. */
  readonly onProgress?: (state: string) => void;
  /** Told what could not be cancelled, where the verification does not come to its end. */
  readonly onLeft?: (left: readonly string[]) => void;
  /** Returns the name of an option for texts: a command line writes `--category`. Default: the library's own name. */
  readonly nameOption?: NameOption;
}

/**
 * Verifies a XIS with the pact of the booking engine. Without an endpoint for provider states it sets up and finds what it
 * needs through the public API, and cancels what it has booked.
 * @throws EngineOptionError for an option that cannot be used
 * @throws TargetError when the XIS cannot be reached, or lets nobody in
 * @throws VerifierError when pacts or a broker cannot be used
 * @throws Interrupted when the signal has ended it
 */
export async function verifyXis(options: XisVerificationOptions): Promise<VerificationReport> {
  const { baseUrl, category, timeZone, token, headers = {}, timeoutMs = 10_000 } = options;
  const { nameOption = libraryName } = options;
  const system = options.system ?? realSystem;
  const reach = {
    xis: baseUrl,
    organization: options.organization,
    headers,
    timeoutMs,
    system,
    nameOption,
    ...(category === undefined ? {} : { serviceCategory: category }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(token === undefined ? {} : { token }),
  };
  const secrets = new Set([...Object.values(headers), options.patient?.bsn ?? '', options.patient?.display ?? '']);
  const access = async (): Promise<Readonly<Record<string, string>>> => {
    const all = await headersOf(token, headers);
    const bearer = all['Authorization']?.replace('Bearer ', '');
    if (bearer !== undefined) secrets.add(bearer);
    return all;
  };
  await lookOnce(reach, {
    [nameOption('type')]: options.type,
    [nameOption('approvalType')]: options.approvalType,
  });
  const found = options.states === undefined ? createPublicApiStates({ ...options, reach }) : undefined;
  const states =
    found ??
    createEndpointStates(options.states as StatesEndpoint, XIS_STATES, valuesOf(options), { ...options, system });
  const report = await verify({
    provider: options.provider ?? 'xis',
    baseUrl,
    states,
    source: options.source ?? { kind: 'files', files: [pactPath('xis')] },
    fetch: system.fetch,
    timeoutMs,
    headers: access,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch((error) => {
    const left = found?.left ?? [];
    if (left.length > 0) options.onLeft?.(left);
    throw error;
  });
  return withoutSecrets({ ...report, left: [...(found?.left ?? []), ...report.left] }, secrets);
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
    ...(patient === undefined ? {} : { patientReference: patient.reference, patientDisplay: patient.display }),
    ...(patient?.bsn === undefined ? {} : { patientBsn: patient.bsn }),
    ...(category === undefined ? {} : { category }),
  };
}
