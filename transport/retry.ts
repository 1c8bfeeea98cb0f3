import { createFailure, type Failure, type FailureKind } from './failure.ts';
import { parseRetryAfter } from './retry-after.ts';

/** How a request ended: with a status, or without a response. */
export interface Outcome {
  readonly method: string;
  /** 0 without a response. */
  readonly status: number;
  readonly headers: Headers;
  /** Why the response is missing or broken off. */
  readonly failure?: Failure | undefined;
}

/** What is known of the connection so far. */
export interface History {
  /** The attempts of this request, this one included. */
  readonly tried: number;
  /** Whether the XIS has responded before. */
  readonly hasResponded: boolean;
  /** Whether a token that was refused can be replaced by a new one; once for each request. */
  readonly canRenewToken: boolean;
}

/** Real milliseconds. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;
/** All waits of a run together. */
export const MAX_TOTAL_MS = 120_000;
/** The time in which a XIS may restart. */
const RESTART_MS = 1000;
/** Attempts of a request. */
const MAX_ATTEMPTS = 5;

/** Statuses of a gateway that does not reach the XIS, or not in time; the XIS may have handled the request. */
export const GATEWAY_ERRORS: readonly number[] = [502, 503, 504];

/** Failures of the way after which a request can be sent again without harm, because it only reads. */
const ON_THE_WAY: ReadonlySet<FailureKind> = new Set<FailureKind>(['dropped', 'truncated', 'timeout']);
/** Failures of a XIS that restarts: nothing was sent. */
const NOT_CONNECTED: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'name-not-resolved',
  'connection-refused',
  'unreachable',
]);

/**
 * Returns the fault of transport that a response shows; it is evidence about the way, not about the XIS. A 401 is one
 * only after requests that were accepted, which the caller knows.
 */
export function transportFault({ status, failure }: Pick<Outcome, 'status' | 'failure'>): Failure | undefined {
  if (failure) return failure;
  if (status === 429) return createFailure('throttled');
  if (status === 407) return createFailure('proxy-authentication', { note: '407' });
  return GATEWAY_ERRORS.includes(status) ? createFailure('unavailable', { note: String(status) }) : undefined;
}

/**
 * Returns whether a response may be missing or refused because of other requests at the same time: a connection that was not
 * made or was lost, a time-out, a rate limit, or a gateway without an answer of the XIS.
 */
export function isFaultOfLoad({ status, failure }: Pick<Outcome, 'status' | 'failure'>): boolean {
  if (failure) return ON_THE_WAY.has(failure.kind) || NOT_CONNECTED.has(failure.kind);
  return status === 429 || GATEWAY_ERRORS.includes(status);
}

/** Whether a request is sent again, and when. */
export type Retry =
  | { readonly again: false; readonly newToken?: never }
  | { readonly again: true; readonly waitMs: number; readonly newToken?: true };

const NO: Retry = { again: false };

/**
 * Decides whether a request is sent again. A GET is, after a fault of transport. Any other method is only where the XIS
 * cannot have stored anything: after 429, after 401 with a new token, and where there was no connection.
 * @param now milliseconds since the epoch
 */
export function decideRetry(outcome: Outcome, history: History, now: number): Retry {
  const { method, status, headers, failure } = outcome;
  const { tried, hasResponded, canRenewToken } = history;
  if (status === 401) return canRenewToken ? { again: true, waitMs: 0, newToken: true } : NO;
  const isRead = method === 'GET';
  if (failure) {
    if (NOT_CONNECTED.has(failure.kind)) return hasResponded && tried === 1 ? { again: true, waitMs: RESTART_MS } : NO;
    if (!isRead || !ON_THE_WAY.has(failure.kind) || !hasResponded) return NO;
    // A kept connection that the server has closed: at once, on a new one (RFC 9112, section 9.3.1).
    if (tried === 1) return { again: true, waitMs: 0 };
    return tried === 2 && failure.kind !== 'timeout' ? { again: true, waitMs: RESTART_MS } : NO;
  }
  if (status !== 429 && !(isRead && GATEWAY_ERRORS.includes(status))) return NO;
  const wanted = parseRetryAfter(headers, now);
  // To come back earlier than the XIS allows is no use.
  if (wanted !== undefined && wanted > LONGEST_WAIT_MS) return NO;
  if (tried >= MAX_ATTEMPTS) return NO;
  return { again: true, waitMs: Math.max(wanted ?? FIRST_WAIT_MS * 2 ** (tried - 1), FIRST_WAIT_MS) };
}

/** The clock and timer that retries use. */
export interface RetrySystem {
  /** Returns the time, in milliseconds since the epoch. */
  now(): number;
  /** Waits a number of real milliseconds, or until the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Creates the retries of a run, which share a maximum of waiting.
 * @returns a function that waits where a request is to be sent again, and returns how; its last parameter shows the wait
 */
export function createRetries(system: RetrySystem) {
  let waited = 0;
  return async (
    outcome: Outcome,
    history: History,
    signal: AbortSignal | undefined,
    wait: RetrySystem['wait'] = system.wait,
  ): Promise<Retry> => {
    const retry = decideRetry(outcome, history, system.now());
    if (!retry.again || signal?.aborted) return NO;
    if (retry.waitMs === 0) return retry;
    if (waited + retry.waitMs > MAX_TOTAL_MS) return NO;
    waited += retry.waitMs;
    await wait(retry.waitMs, signal);
    return signal?.aborted ? NO : retry;
  };
}
