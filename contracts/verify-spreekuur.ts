import { type BookingPatient, type EngineSystem, realSystem } from '../engine/index.ts';
import { pactPath } from './pacts.ts';
import { createEndpointStates, type StatesEndpoint, toKnownValues } from './states/endpoint-states.ts';
import { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
import type { VerificationReport } from './verification/report.ts';
import type { PactSource } from './verification/run-verifier.ts';
import { type AccessToken, buildAccessHeaders, verify } from './verification/verify.ts';

/** The options of a verification of Spreekuur.nl's side. */
export interface SpreekuurVerificationOptions {
  /** The base URL of the callbacks `/AppointmentResponse` and `/Appointment/{id}`. */
  readonly baseUrl: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The patient of the states; default: the one that the endpoint returns. */
  readonly patient?: BookingPatient;
  /** The endpoint for provider states: the public API of Spreekuur.nl cannot set them up. */
  readonly states: StatesEndpoint;
  readonly token?: AccessToken;
  readonly headers?: Readonly<Record<string, string>>;
  /** The time-out of a request, in real milliseconds. */
  readonly timeoutMs?: number;
  /** The source of the pacts; default: the pact of the package. */
  readonly source?: PactSource;
  /** The clock, chance and network; default: those of the machine. */
  readonly system?: EngineSystem;
  readonly signal?: AbortSignal;
  /** Receives the name of each provider state before its setup. */
  readonly onProgress?: (state: string) => void;
}

/**
 * Verifies Spreekuur.nl's side with the pact of a XIS.
 * @throws VerifierError when a pact or a broker cannot be used
 * @throws Interrupted when the signal ended it
 * @example
 * const report = await verifySpreekuur({
 *   baseUrl: 'http://localhost:3000',
 *   organization: '01000001',
 *   states: { url: 'http://localhost:3000/provider-states' },
 * });
 * console.log(formatTextReport(report));
 */
export async function verifySpreekuur(options: SpreekuurVerificationOptions): Promise<VerificationReport> {
  const { organization, patient, states, system = realSystem, source, token, headers = {} } = options;
  return verify({
    ...options,
    provider: 'spreekuur',
    fetch: system.fetch,
    headers: () => buildAccessHeaders(token, headers),
    states: createEndpointStates(states, SPREEKUUR_STATES, toKnownValues(organization, patient), {
      ...options,
      system,
    }),
    source: source ?? { kind: 'files', files: [pactPath('spreekuur')] },
  });
}
