import { interactionResults } from './read-results.ts';
import { startRelay } from './relay.ts';
import type { VerificationReport } from './report.ts';
import { type PactSource, runVerifier } from './run-verifier.ts';
import { Stage, type StateSource } from './stage.ts';

/** What a verification is made with. */
export interface VerifyOptions {
  /** The name of the provider in the pacts: `xis` or `spreekuur`. */
  readonly provider: string;
  /** Its base. */
  readonly baseUrl: string;
  readonly states: StateSource;
  readonly source: PactSource;
  /** Headers beside those of the contract; asked for before each request. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
  readonly fetch?: typeof fetch;
  /** How long an answer may take, in real milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told which state is brought about. */
  readonly onProgress?: (state: string) => void;
}

/**
 * Verifies a provider with pacts.
 * @throws VerifierError for a broker that does not answer, or pacts that cannot be read
 * @throws Interrupted when the signal has ended it
 */
export async function verify(options: VerifyOptions): Promise<VerificationReport> {
  const { provider, source, timeoutMs = 10_000, signal } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const stage = new Stage(options.states, options.onProgress);
  const relay = await startRelay(stage, {
    baseUrl,
    headers: options.headers ?? (async () => ({})),
    fetch: options.fetch ?? fetch,
    timeoutMs,
    ...(signal ? { signal } : {}),
  });
  try {
    const results = await runVerifier({
      provider,
      baseUrl: relay.url,
      statesUrl: relay.statesUrl,
      source,
      // Setting up a state may take several requests.
      timeoutMs: 30 * timeoutMs,
      ...(signal ? { signal } : {}),
    });
    const interactions = interactionResults(results, stage.all);
    const count = (outcome: string): number => interactions.filter((result) => result.outcome === outcome).length;
    return {
      provider,
      baseUrl,
      interactions,
      counts: { verified: count('verified'), failed: count('failed'), notDone: count('not-done') },
      left: stage.all.flatMap(({ lost }) => lost),
      published: source.kind === 'broker' && source.publish !== undefined,
    };
  } finally {
    await relay.close();
    await stage.end();
  }
}
