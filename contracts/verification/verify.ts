import type { EngineSystem } from '../../engine/index.ts';
import { defined } from '../../schema/defined.ts';
import type { FormOptions } from './forms.ts';
import { toInteractionResults } from './read-results.ts';
import { startRelay } from './relay.ts';
import type { VerificationReport } from './report.ts';
import { type PactSource, runVerifier } from './run-verifier.ts';
import { type StateSource, VerificationSession } from './session.ts';

/** A bearer token, or a function that is called for a current one. */
export type AccessToken = string | (() => Promise<string>);

/** The options of the verification of either side. */
export interface CommonOptions {
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  readonly token?: AccessToken;
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
export interface VerifyOptions extends Pick<CommonOptions, 'timeoutMs' | 'signal' | 'onProgress'> {
  /** The name of the provider in the pacts, such as `xis` or `spreekuur`. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly states: StateSource;
  readonly source: PactSource;
  /** Returns headers beside those of the contract; called before each request. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
  readonly fetch?: typeof fetch;
  /** The forms of requests, where the publication leaves them open. */
  readonly forms?: FormOptions;
  /** The time zone of the practice, for dates. */
  readonly timeZone?: string;
  /** Whether Spreekuur.nl has a service category for the XIS (AT-2). */
  readonly hasCategory?: boolean;
  /** Whether the requests have a token of a patient, or the states set one up (PT-1). */
  readonly hasPatient?: boolean;
  /** Returns how texts name an option; default: its name in the library. */
  readonly nameOption?: (option: 'dialect') => string;
}

/**
 * Verifies a provider with pacts.
 * @throws VerifierError when a pact or a broker cannot be used
 * @throws Interrupted when the signal ended it
 */
export async function verify(options: VerifyOptions): Promise<VerificationReport> {
  const { provider, source, timeoutMs = 10_000, signal } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const session = new VerificationSession(options.states, options.onProgress);
  const relay = await startRelay(session, {
    baseUrl,
    headers: options.headers ?? (async () => ({})),
    fetch: options.fetch ?? fetch,
    timeoutMs,
    forms: options.forms ?? {},
    timeZone: options.timeZone ?? 'Europe/Amsterdam',
    hasCategory: options.hasCategory ?? false,
    hasPatient: options.hasPatient ?? false,
    nameOption: options.nameOption ?? ((option) => option),
    ...defined({ signal }),
  });
  try {
    const results = await runVerifier({
      provider,
      baseUrl: relay.url,
      statesUrl: relay.statesUrl,
      source,
      // The setup of a state may need several requests.
      timeoutMs: 30 * timeoutMs,
      ...defined({ signal }),
    });
    const interactions = toInteractionResults(results, session.runs);
    const count = (outcome: string): number => interactions.filter((result) => result.outcome === outcome).length;
    return {
      provider,
      baseUrl,
      notes: [],
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
  } finally {
    await relay.close();
    await session.end();
  }
}

/** Builds the headers beside those of the contract, with the bearer token. */
export async function buildAccessHeaders(
  token: AccessToken | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const bearer = typeof token === 'function' ? await token() : token;
  return bearer === undefined ? headers : { ...headers, Authorization: `Bearer ${bearer}` };
}
