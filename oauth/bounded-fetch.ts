import { formatFailure } from '../transport/failure.ts';
import { type FetchedResponse, fetchOnce } from '../transport/fetch-once.ts';
import { createRetries, decideRetry } from '../transport/retry.ts';
import type { OAuthSystem } from './system.ts';
import { TokenError } from './token-error.ts';

const TIMEOUT_MS = 10_000;
/** 1 MiB. */
const MAX_BYTES = 1_048_576;

/** A `fetch` for libraries. */
export type Fetch = (url: string | URL, init?: object) => Promise<Response>;

interface RetryOptions {
  /** Whether a request is sent again after 429, 502, 503, 504 and a lost connection; otherwise only after a lost connection. */
  readonly retries?: boolean;
}

/**
 * Creates a `fetch` for the requests to an authorization server: bounded in time and size, and without redirects.
 * @returns a function that rejects with a TokenError without a response
 */
export function createBoundedFetch(system: OAuthSystem, options: RetryOptions = {}): Fetch {
  const send = createAttempts(system, options);
  return (url, init) => send((fetch) => fetch(url, init));
}

/**
 * Creates a function that makes a request again where its response allows that. No token request changes anything that a
 * second one would repeat, but each is made anew: a client assertion is for one use (RFC 7523).
 */
export function createAttempts(system: OAuthSystem, { retries = false }: RetryOptions) {
  const decide = retries ? createRetries(system) : decideOnDrop;
  return async (request: (fetch: Fetch) => Promise<Response>): Promise<Response> => {
    for (let tried = 1; ; tried++) {
      let fetched: FetchedResponse | undefined;
      const fetch: Fetch = async (url, init = {}) => {
        fetched = await fetchOnce(String(url), init as RequestInit, {
          system,
          timeoutMs: TIMEOUT_MS,
          maxBytes: MAX_BYTES,
        });
        return toResponse(fetched);
      };
      const [result] = await Promise.allSettled([request(fetch)]);
      // A second one changes nothing, also with POST.
      const outcome = fetched && { ...fetched, method: 'GET' };
      const history = { tried, hasResponded: true, canRenewToken: false };
      if (outcome && (await decide(outcome, history, undefined)).again) continue;
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    }
  };
}

async function decideOnDrop(outcome: Parameters<typeof decideRetry>[0], history: Parameters<typeof decideRetry>[1]) {
  const isFirstDrop = outcome.failure !== undefined && history.tried === 1;
  return isFirstDrop ? decideRetry(outcome, history, 0) : ({ again: false } as const);
}

function toResponse({ status, headers, bytes, failure }: FetchedResponse): Response {
  if (failure) throw new TokenError(formatFailure(failure), 'token-server-unreachable');
  const hasBody = ![204, 205, 304].includes(status);
  return new Response(hasBody ? new Uint8Array(bytes) : null, { status, headers });
}
