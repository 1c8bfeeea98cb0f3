import { type EngineSystem, realSystem } from '../../engine/index.ts';
import { defined } from '../../schema/defined.ts';
import { createTransport, type Token, type Transport } from '../../transport/create-transport.ts';
import { adviceOn, type NameOption, PROBLEMS } from '../../transport/problems.ts';
import { MAX_TOTAL_MS } from '../../transport/retry.ts';
import type { FormOptions } from './forms.ts';
import type { ProviderConnection } from './provider.ts';
import { toInteractionResults } from './read-results.ts';
import { startRelay } from './relay.ts';
import type { VerificationReport } from './report.ts';
import { type PactSource, runVerifier } from './run-verifier.ts';
import { collectTokens, redactSecrets } from './secrets.ts';
import { type StateSource, VerificationSession } from './session.ts';

/** The options of the verification of either side. */
export interface CommonOptions {
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** The bearer token; after a 401 a function is called once more, with the token that was refused. */
  readonly token?: Token;
  readonly headers?: Readonly<Record<string, string>>;
  /** The time-out of a request, in real milliseconds. */
  readonly timeoutMs?: number;
  /** The source of the pacts; default: the pact of the package. */
  readonly source?: PactSource;
  /** The clock, chance and network; default: those of the machine. */
  readonly system?: EngineSystem;
  /** Ends the verification early, after booked appointments are cancelled. */
  readonly signal?: AbortSignal;
  /** Receives the name of each provider state before its setup. */
  readonly onProgress?: (state: string) => void;
}

/** The options of the verification of any provider. */
export interface VerifyOptions
  extends Pick<CommonOptions, 'token' | 'headers' | 'system' | 'timeoutMs' | 'signal' | 'onProgress'> {
  /** The name of the provider in the pacts, such as `xis` or `spreekuur`. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly states: StateSource;
  readonly source: PactSource;
  /** The way to the provider; default: one that sends requests again where that is safe. */
  readonly transport?: Transport;
  /** The forms of requests, where the publication leaves them open. */
  readonly forms?: FormOptions;
  /** The time zone of the practice, for dates. */
  readonly timeZone?: string;
  /** Whether Spreekuur.nl has a service category for the XIS (AT-2). */
  readonly hasCategory?: boolean;
  /** Whether the requests have a token of a patient, or the states set one up (PT-1). */
  readonly hasPatient?: boolean;
  /** Returns how texts name an option; default: its name in the library. */
  readonly nameOption?: (option: Parameters<NameOption>[0] | Parameters<ProviderConnection['nameOption']>[0]) => string;
}

/**
 * Verifies a provider with pacts.
 * @throws VerifierError when a pact or a broker cannot be used
 * @throws Interrupted when the signal ended it
 */
export async function verify(options: VerifyOptions): Promise<VerificationReport> {
  const { provider, source, timeoutMs = 10_000, signal, system = realSystem } = options;
  const { nameOption = (option) => option } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const session = new VerificationSession(options.states, options.onProgress);
  const sentTokens = new Set<string>();
  const token = collectTokens(options.token, sentTokens);
  const relay = await startRelay(session, {
    baseUrl,
    headers: options.headers ?? {},
    sentTokens,
    system,
    transport: options.transport ?? createTransport(system, { retries: true, ...defined({ signal }) }),
    timeoutMs,
    forms: options.forms ?? {},
    timeZone: options.timeZone ?? 'Europe/Amsterdam',
    hasCategory: options.hasCategory ?? false,
    hasPatient: options.hasPatient ?? false,
    nameOption,
    ...defined({ token, signal }),
  });
  try {
    const results = await runVerifier({
      provider,
      baseUrl: relay.url,
      statesUrl: relay.statesUrl,
      source,
      // The setup of a state may need several requests, and waits between them.
      timeoutMs: 30 * timeoutMs + MAX_TOTAL_MS,
      ...defined({ signal }),
    });
    const interactions = toInteractionResults(results, session.runs);
    const count = (outcome: string): number => interactions.filter((result) => result.outcome === outcome).length;
    const report = {
      provider,
      baseUrl,
      notes: adviseOnTransport(session, nameOption),
      interactions,
      counts: {
        verified: count('verified'),
        warned: count('warned'),
        failed: count('failed'),
        notApplicable: count('not-applicable'),
        notDone: count('not-done'),
      },
      notCancelled: session.runs.flatMap(({ unidentifiedAppointments }) => unidentifiedAppointments),
      published: source.kind === 'broker' && source.publish !== undefined,
    };
    return redactSecrets(report, [...sentTokens, ...Object.values(options.headers ?? {})]);
  } finally {
    await relay.close();
    await session.end();
  }
}

/** Returns what to do about the faults of transport, once for each kind. */
function adviseOnTransport({ runs }: VerificationSession, nameOption: NameOption): readonly string[] {
  const problems = new Set(runs.flatMap(({ problem }) => problem ?? []));
  return [...problems].map((problem) => `not done: ${PROBLEMS[problem].text}. ${adviceOn(problem, nameOption)}`);
}
