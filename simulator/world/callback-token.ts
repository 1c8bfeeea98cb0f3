import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { TestTokenRequest } from '../../oauth/server/control.ts';
import type { TokenError } from '../../oauth/token-error.ts';
import { defined } from '../../schema/defined.ts';
import { createFailure } from '../../transport/failure.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { AttemptResult } from '../domain/callback/retry.ts';
import type { ActiveDefects } from './callback-hooks.ts';
import type { CallbackOutcome } from './send-callback.ts';

/** The origin of the tokens of callbacks (AU-7). A XIS has one identity, so all organizations share a token. */
export interface TokenDependencies {
  /**
   * Returns the current token; gets the one that was refused, if any, to return another one. Rejects with a TokenError, which
   * has nothing secret. Undefined where callbacks are sent without a token.
   */
  readonly callbackToken?: (refused?: string) => Promise<string>;
  /** Issues a token that is not right, for a defect; undefined without an authorization server of the simulator's own. */
  readonly issueWrongToken?: (request: Pick<TestTokenRequest, 'bsn' | 'deviation'>) => Promise<string>;
}

/** The tokens of an organization's callbacks, as its defects leave them. Each attempt gets its own: the queue has none. */
export interface CallbackToken {
  /** Returns the token of an attempt; undefined for an attempt without one. Rejects when no token is available. */
  get(message: Message): Promise<string | undefined>;
  /** Drops the token that Spreekuur.nl has refused (AU-9): the next attempt gets another one. */
  drop(refused: string): Promise<void>;
}

/**
 * Creates the tokens of an organization's callbacks; undefined where they are sent without.
 * @param bsnOf returns the BSN of the patient whom a callback is about
 */
export function createCallbackToken(
  { callbackToken, issueWrongToken }: TokenDependencies,
  defects: Pick<ActiveDefects, 'tokenDeviations'>,
  bsnOf: (message: Message) => string,
): CallbackToken | undefined {
  if (!callbackToken) return undefined;
  return {
    async get(message) {
      // A XIS that sends another token or no token has got a right one all the same: its credentials are known.
      const token = await callbackToken();
      const deviations = defects.tokenDeviations;
      if (deviations.has('missing')) return undefined;
      if (deviations.has('expired')) return issueWrongToken?.({ deviation: 'expired' }) ?? token;
      if (deviations.has('with-bsn')) return issueWrongToken?.({ bsn: bsnOf(message) }) ?? token;
      return token;
    },
    async drop(refused) {
      if (defects.tokenDeviations.has('reused')) return;
      // The attempt that needs another one reports why it does not get it.
      await callbackToken(refused).catch(() => undefined);
    },
  };
}

/** An attempt that needs a token. */
interface AuthorizedAttempt {
  readonly message: Message;
  /** Whether the token of the attempt before was refused. */
  readonly wasRefused: boolean;
  /** Aborts the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Makes an attempt with a token, which is requested now. Without a token there is no request to Spreekuur.nl. A token that is
 * refused for the first time is dropped (AU-9).
 */
export async function sendWithToken(
  tokens: CallbackToken,
  { message, wasRefused, signal }: AuthorizedAttempt,
  send: (token: string | undefined) => Promise<CallbackOutcome>,
): Promise<CallbackOutcome> {
  let token: string | undefined;
  try {
    token = await untilAborted(tokens.get(message), signal);
  } catch (error) {
    return { result: toResult(error) };
  }
  const outcome = await send(token);
  const { result } = outcome;
  if (result.kind !== 'answered' || result.status !== 401 || wasRefused) return outcome;
  if (token !== undefined) await untilAborted(tokens.drop(token), signal).catch(() => undefined);
  return { ...outcome, result: { ...result, isFirstRefusal: true } };
}

function toResult(error: unknown): AttemptResult {
  // Another error may have anything in its text.
  const note = error instanceof XisTestkitError ? error.message : undefined;
  const { retryAfterMs } = error as Partial<TokenError>;
  return { kind: 'no-answer', failure: createFailure('no-token', { note }), ...defined({ retryAfterMs }) };
}

/** Waits for a result, but not longer than until an abort: a server that does not respond must not hold up the end. */
async function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const waiting = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: waiting.signal });
  });
  return Promise.race([result, aborted]).finally(() => waiting.abort());
}
