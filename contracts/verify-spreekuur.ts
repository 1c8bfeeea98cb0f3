import { type EngineSystem, realSystem } from '../engine/index.ts';
import { AGB_SYSTEM } from '../fhir/agb.ts';
import type { NameOption } from './option-names.ts';
import { pactPath } from './pacts.ts';
import { createEndpointStates, type StatesEndpoint } from './states/endpoint-states.ts';
import { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
import type { VerificationReport } from './verification/report.ts';
import type { PactSource } from './verification/run-verifier.ts';
import { verify } from './verification/verify.ts';
import { headersOf } from './verify-xis.ts';

/** What Spreekuur.nl's side is verified with. */
export interface SpreekuurVerificationOptions {
  /** Where it takes callbacks: `/AppointmentResponse` and `/Appointment/{id}` are below it. */
  readonly baseUrl: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The patient of the states; without one, the endpoint gives it. */
  readonly patient?: { readonly reference: string; readonly display: string; readonly bsn?: string };
  /** Its endpoint for provider states: nothing in its public API makes a patient have an appointment. */
  readonly states: StatesEndpoint;
  readonly token?: string | (() => Promise<string>);
  readonly headers?: Readonly<Record<string, string>>;
  /** For each answer, in real milliseconds. */
  readonly timeoutMs?: number;
  /** Where the pacts come from; without it, those of the package. */
  readonly source?: PactSource;
  /** Clock and network; without it, those of the machine. */
  readonly system?: EngineSystem;
  readonly signal?: AbortSignal;
  /** Told which state is brought about, for whoever watches. */
  readonly onProgress?: (state: string) => void;
  /** Returns the name of an option for texts: a command line writes `--category`. Default: the library's own name. */
  readonly nameOption?: NameOption;
}

/**
 * Verifies Spreekuur.nl's side with the pact of a XIS.
 * @throws VerifierError when Pact's verifier cannot do its work
 */
export async function verifySpreekuur(options: SpreekuurVerificationOptions): Promise<VerificationReport> {
  const { organization, patient, states, system = realSystem, source, token, headers = {} } = options;
  const known = {
    organization: `${AGB_SYSTEM}|${organization}`,
    ...(patient === undefined ? {} : { patientReference: patient.reference, patientDisplay: patient.display }),
    ...(patient?.bsn === undefined ? {} : { patientBsn: patient.bsn }),
  };
  return verify({
    ...options,
    provider: 'spreekuur',
    fetch: system.fetch,
    headers: () => headersOf(token, headers),
    states: createEndpointStates(states, SPREEKUUR_STATES, known, { ...options, system }),
    source: source ?? { kind: 'files', files: [pactPath('spreekuur')] },
  });
}
