import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';

/** Where the pacts come from, and who is told of the results. */
export type PactSource =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | {
      readonly kind: 'broker';
      readonly url: string;
      readonly token?: string;
      readonly username?: string;
      readonly password?: string;
      /** Which versions of the consumers; without any, those of the main branch and those that are deployed. */
      readonly selectors: readonly Readonly<Record<string, string | boolean>>[];
      readonly publish?: { readonly version: string; readonly branch?: string; readonly buildUrl?: string };
    };

/** How Pact's verifier is run. */
export interface VerifierOptions {
  readonly provider: string;
  /** Where it sends the requests of the pacts. */
  readonly baseUrl: string;
  /** Where it tells provider states. */
  readonly statesUrl: string;
  readonly source: PactSource;
  /** For each request, in real milliseconds. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** What Pact's verifier says, as far as it is read. */
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

/** What Pact's verifier was to work with cannot be used: a pact, or a broker. */
export class VerifierError extends XisTestkitError {
  override readonly name = 'VerifierError';
  readonly code = 'pact-unavailable';
}

/** It was ended early, because the user has had enough. */
export class Interrupted extends XisTestkitError {
  override readonly name = 'Interrupted';
  readonly code = 'interrupted';
}

/** What it prints goes nowhere, but for this much of its end: the reason when it breaks down. */
const MOST_PRINTED = 4096;

/**
 * Runs Pact's verifier to its end.
 * @throws VerifierError when the pacts cannot be had
 * @throws Interrupted when the signal has ended it
 */
export function runVerifier(options: VerifierOptions): Promise<VerifierResults> {
  const path = createRequire(import.meta.url).resolve('#verifier');
  const child = fork(path, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: environmentFrom(process.env),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-MOST_PRINTED);
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
      const read = parsed(results);
      if (!read) return reject(options.signal?.aborted ? new Interrupted() : new Error(whyNot(results, printed)));
      // A pact that cannot be had must not look like one that has nothing in it.
      const unread = read.errors.filter(({ interaction }) => interaction === 'Failed to load pact');
      if (unread.length > 0)
        return reject(new VerifierError(unread.map(({ mismatch }) => mismatch.message).join('; ')));
      if (read.interactionResults.length === 0)
        return reject(new VerifierError(`no pact has provider '${options.provider}'`));
      resolve(read);
    });
    child.send(argumentsOf(options));
  });
}

/**
 * Pact's verifier would take a broker from variables of its own, beside what it is told, and would tell its makers of every
 * run.
 */
function environmentFrom(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(?:PACT|XIS_TESTKIT)_/.test(name));
  return { ...Object.fromEntries(others), PACT_DO_NOT_TRACK: 'true' };
}

function argumentsOf({ provider, baseUrl, statesUrl, source, timeoutMs }: VerifierOptions): Record<string, unknown> {
  const common = {
    provider,
    providerBaseUrl: baseUrl,
    providerStatesSetupUrl: statesUrl,
    providerStatesSetupTeardown: true,
    timeout: timeoutMs,
    logLevel: 'error',
  };
  if (source.kind === 'files') return { ...common, pactUrls: source.files };
  const { url, token, username, password, selectors, publish } = source;
  return {
    ...common,
    pactBrokerUrl: url,
    consumerVersionSelectors: selectors,
    failIfNoPactsFound: true,
    ...(token === undefined ? {} : { pactBrokerToken: token }),
    ...(username === undefined ? {} : { pactBrokerUsername: username, pactBrokerPassword: password ?? '' }),
    ...(publish === undefined
      ? {}
      : {
          publishVerificationResult: true,
          providerVersion: publish.version,
          ...(publish.branch === undefined ? {} : { providerVersionBranch: publish.branch }),
          ...(publish.buildUrl === undefined ? {} : { buildUrl: publish.buildUrl }),
        }),
  };
}

function parsed(text: string | undefined): VerifierResults | undefined {
  try {
    const { interactionResults, errors } = JSON.parse(text ?? '');
    return Array.isArray(interactionResults) && Array.isArray(errors) ? { interactionResults, errors } : undefined;
  } catch {
    return undefined;
  }
}

/** An error of the verifier itself is a sentence of its own; of a crash, the first line is. */
function whyNot(results: string | undefined, printed: string): string {
  const [line = ''] = (results ?? printed).split('\n').filter((one) => one.trim() !== '');
  return `Pact's verifier gave no results: ${line.slice(0, 300) || 'it ended early'}`;
}
