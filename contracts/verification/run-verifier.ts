import { resolve } from 'node:path';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { defined } from '../../schema/defined.ts';
import { startVerifier } from './verifier-process.ts';

/** The source of pacts, and whether results are published to it. */
export type PactSource =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | {
      readonly kind: 'broker';
      readonly url: string;
      readonly token?: string;
      readonly username?: string;
      readonly password?: string;
      /** The consumer versions; without selectors, the main branch and the deployed versions. */
      readonly selectors: readonly Readonly<Record<string, string | boolean>>[];
      readonly publish?: { readonly version: string; readonly branch?: string; readonly buildUrl?: string };
    };

/** The options of Pact's verifier. */
export interface VerifierOptions {
  readonly provider: string;
  /** The base URL for the requests of the pacts. */
  readonly baseUrl: string;
  /** The URL for provider states. */
  readonly statesUrl: string;
  readonly source: PactSource;
  /** The time-out of a request, in real milliseconds. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** The used part of the results of Pact's verifier. */
export interface VerifierResults {
  readonly interactionResults: readonly {
    readonly description: string;
    readonly result: string;
    /** Such as `50ms` or `1.126s`. */
    readonly duration?: string;
  }[];
  readonly errors: readonly { readonly interaction: string; readonly mismatch: PactMismatch }[];
}

export interface PactMismatch {
  readonly type: string;
  readonly message?: string;
  readonly mismatches?: readonly Readonly<Record<string, unknown>>[];
}

/** A pact or a Pact broker that cannot be used, or a failure of Pact's verifier. */
export class VerifierError extends XisTestkitError {
  override readonly name = 'VerifierError';
  readonly code = 'pact-unavailable';
}

/** The verification was ended early by its signal. */
export class Interrupted extends XisTestkitError {
  override readonly name = 'Interrupted';
  readonly code = 'interrupted';
}

/** The kept end of the output, for the reason of a crash. */
const MAX_OUTPUT = 4096;

/**
 * Runs Pact's verifier in a child process.
 * @throws VerifierError when a pact or a broker cannot be used
 * @throws Interrupted when the signal ended it
 */
export function runVerifier(options: VerifierOptions): Promise<VerifierResults> {
  const child = startVerifier(options.source.kind === 'broker', options.signal);
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-MAX_OUTPUT);
  });
  return new Promise((resolve, reject) => {
    let results: string | undefined;
    child.on('message', (message: { readonly results?: string }) => {
      results = message.results;
    });
    child.on('error', (error) => {
      if (!options.signal?.aborted) reject(error);
    });
    child.on('close', () => {
      const parsed = parseResults(results);
      if (!parsed) {
        const isInterrupted = options.signal?.aborted === true;
        return reject(isInterrupted ? new Interrupted() : new VerifierError(describeCrash(results, output)));
      }
      // Without this check, an unreadable pact would look like an empty one.
      const unreadable = parsed.errors.filter(({ interaction }) => interaction === 'Failed to load pact');
      if (unreadable.length > 0) {
        return reject(new VerifierError(unreadable.map(({ mismatch }) => mismatch.message).join('; ')));
      }
      if (parsed.interactionResults.length === 0) {
        return reject(new VerifierError(`no pact has provider '${options.provider}'`));
      }
      resolve(parsed);
    });
    child.send(buildArguments(options));
  });
}

function buildArguments({ provider, baseUrl, statesUrl, source, timeoutMs }: VerifierOptions): Record<string, unknown> {
  const common = {
    provider,
    providerBaseUrl: baseUrl,
    providerStatesSetupUrl: statesUrl,
    providerStatesSetupTeardown: true,
    timeout: timeoutMs,
    logLevel: 'error',
  };
  if (source.kind === 'files') return { ...common, pactUrls: source.files.map((file) => resolve(file)) };
  const { url, token, username, password, selectors, publish } = source;
  return {
    ...common,
    pactBrokerUrl: url,
    consumerVersionSelectors: selectors,
    failIfNoPactsFound: true,
    ...defined({ pactBrokerToken: token }),
    ...(username === undefined ? {} : { pactBrokerUsername: username, pactBrokerPassword: password ?? '' }),
    ...(publish === undefined
      ? {}
      : {
          publishVerificationResult: true,
          providerVersion: publish.version,
          ...defined({ providerVersionBranch: publish.branch, buildUrl: publish.buildUrl }),
        }),
  };
}

function parseResults(text: string | undefined): VerifierResults | undefined {
  try {
    const { interactionResults, errors } = JSON.parse(text ?? '');
    return Array.isArray(interactionResults) && Array.isArray(errors) ? { interactionResults, errors } : undefined;
  } catch {
    return undefined;
  }
}

/** Describes a failure of the verifier by the first line of its error or output. */
function describeCrash(results: string | undefined, output: string): string {
  const [first = ''] = (results ?? output).split('\n').filter((line) => line.trim() !== '');
  return `Pact's verifier returned no results: ${first.slice(0, 300) || 'it ended early'}`;
}
