import { type BookingPatient, realSystem } from '../engine/index.ts';
import { pactPath } from './pacts.ts';
import { createEndpointStates, type StatesEndpoint, toKnownValues } from './states/endpoint-states.ts';
import { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
import type { VerificationReport } from './verification/report.ts';
import { expectVerifier } from './verification/verifier-missing.ts';
import { type CommonOptions, verify } from './verification/verify.ts';

/** The options of a verification of Spreekuur.nl's side. */
export interface SpreekuurVerificationOptions extends CommonOptions {
  /** The base URL of the callbacks `/AppointmentResponse` and `/Appointment/{id}`. */
  readonly baseUrl: string;
  /** The patient of the states; default: the one that the endpoint returns. */
  readonly patient?: BookingPatient;
  /** The endpoint for provider states: the public API of Spreekuur.nl cannot set them up. */
  readonly states: StatesEndpoint;
}

/**
 * Verifies Spreekuur.nl's side with the pact of a XIS.
 * @throws VerifierMissing when Pact's verifier is not installed
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
  expectVerifier();
  const { organization, patient, states, system = realSystem, source } = options;
  return verify({
    ...options,
    provider: 'spreekuur',
    states: createEndpointStates(states, SPREEKUUR_STATES, toKnownValues(organization, patient), {
      ...options,
      system,
    }),
    source: source ?? { kind: 'files', files: [pactPath('spreekuur')] },
  });
}
