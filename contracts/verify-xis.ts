import { type BookingPatient, realSystem } from '../engine/index.ts';
import { defined } from '../schema/defined.ts';
import { createTransport } from '../transport/create-transport.ts';
import { createPublicApiStates } from './discovery/public-api-states.ts';
import type { OptionNames, Target } from './discovery/target.ts';
import { pactPath } from './pacts.ts';
import { preflight } from './preflight.ts';
import { createEndpointStates, type StatesEndpoint, toKnownValues } from './states/endpoint-states.ts';
import { XIS_STATES } from './states/xis-states.ts';
import type { FormOptions } from './verification/forms.ts';
import type { VerificationReport } from './verification/report.ts';
import { collectTokens, redactSecrets } from './verification/secrets.ts';
import type { StateSource } from './verification/session.ts';
import { expectVerifier } from './verification/verifier-missing.ts';
import { type CommonOptions, verify } from './verification/verify.ts';

/** The options of a verification of a XIS. */
export interface XisVerificationOptions extends CommonOptions, FormOptions {
  /** The FHIR base of the XIS. */
  readonly baseUrl: string;
  /** The test patient. Without a patient with a BSN no appointment is booked, because it could not be cancelled. */
  readonly patient?: BookingPatient;
  /** The service category that Spreekuur.nl filters types by, `system|value` (AT-2). */
  readonly category?: string;
  /** An appointment type that is booked without approval; default: found by trial bookings. */
  readonly type?: string;
  /** An appointment type that needs approval; default: found by trial bookings. */
  readonly approvalType?: string;
  /** The endpoint for provider states; default: states are set up through the public API. */
  readonly states?: StatesEndpoint;
  /** The time zone of the practice (SL-13). */
  readonly timeZone?: string;
  /** The name of the XIS at a broker; default: `xis`. */
  readonly provider?: string;
  /** Receives the appointments that could not be cancelled, where the verification throws an error. */
  readonly onNotCancelled?: (appointments: readonly string[]) => void;
  /** Returns the name of an option in texts; default: its name here. */
  readonly nameOption?: OptionNames;
}

/**
 * Verifies a XIS with the pact of the booking engine. Without an endpoint for provider states it sets them up through the
 * public API, and cancels the appointments that it booked.
 * @throws EngineOptionError for an invalid option
 * @throws TargetError when the XIS is unreachable or rejects every request
 * @throws VerifierMissing when Pact's verifier is not installed
 * @throws VerifierError when a pact or a broker cannot be used
 * @throws Interrupted when the signal ended it
 * @example
 * const report = await verifyXis({
 *   baseUrl: 'http://localhost:8080/fhir',
 *   organization: '01000001',
 *   category: 'http://delinde.example/ns/channel|SPREEKUUR',
 *   patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
 * });
 * console.log(formatTextReport(report));
 */
export async function verifyXis(options: XisVerificationOptions): Promise<VerificationReport> {
  expectVerifier();
  const { baseUrl, organization, patient, category, type, approvalType, timeZone, headers = {}, signal } = options;
  const { system = realSystem, timeoutMs = 10_000, nameOption = (option) => option } = options;
  const configured = pickForms(options);
  const secrets = new Set([...Object.values(headers), patient?.bsn ?? '', patient?.display ?? '']);
  const token = collectTokens(options.token, secrets);
  const transport = createTransport(system, { retries: true, ...defined({ signal }) });
  const requested: Target = {
    ...configured,
    xis: baseUrl,
    organization,
    headers,
    timeoutMs,
    system,
    transport,
    ...defined({ serviceCategory: category, timeZone, token }),
    ...(approvalType !== undefined && { approvalTypes: [approvalType] }),
  };
  const detected = await preflight(requested, { type, approvalType }, nameOption);
  const forms = { ...configured, ...detected.forms };
  const target = { ...requested, ...forms };
  const states: StateSource =
    options.states === undefined
      ? createPublicApiStates({ target, nameOption, ...defined({ patient, type, approvalType }) })
      : createEndpointStates(
          options.states,
          XIS_STATES,
          { ...toKnownValues(organization, patient), ...defined({ category }) },
          { system, timeoutMs, nameOption, ...defined({ timeZone, signal }) },
        );
  const notCancelled = (): readonly string[] => states.notCancelled ?? [];
  try {
    const report = await verify({
      provider: options.provider ?? 'xis',
      baseUrl,
      states,
      source: options.source ?? { kind: 'files', files: [pactPath('xis')] },
      system,
      transport,
      headers,
      timeoutMs,
      forms,
      hasCategory: category !== undefined,
      hasPatient: token !== undefined || options.states !== undefined,
      nameOption,
      ...defined({ token, onProgress: options.onProgress, signal, timeZone }),
    });
    const all = [...notCancelled(), ...report.notCancelled];
    return redactSecrets({ ...report, notes: [...detected.notes, ...report.notes], notCancelled: all }, secrets);
  } catch (error) {
    if (notCancelled().length > 0) options.onNotCancelled?.(notCancelled());
    throw error;
  }
}

/** Returns the configured forms of an object with other options. */
function pickForms(options: FormOptions): FormOptions {
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = options;
  const { practitionerStatus, dialect, readBack } = options;
  return defined({
    organizationHeader,
    organizationFormat,
    dateFormat,
    dateParameter,
    practitionerStatus,
    dialect,
    readBack,
  });
}
