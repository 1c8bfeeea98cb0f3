import { formatFailure } from '../transport/failure.ts';
import { fetchOnce } from '../transport/fetch-once.ts';
import { createRetries, decideRetry } from '../transport/retry.ts';
import type { OAuthSystem } from './system.ts';
import { TokenError } from './token-error.ts';

const TIMEOUT_MS = 10_000;
/** 1 MiB. */
const MAX_BYTES = 1_048_576;

/**
 * Creates a `fetch` for the requests to an authorization server: bounded in time and size, and without redirects.
 * @param options.retries whether a request is sent again after 429, 502, 503, 504 and a lost connection. No token request
 * changes anything that a second one would repeat.
 */
export function createBoundedFetch(system: OAuthSystem, { retries = false }: { readonly retries?: boolean } = {}) {
  const decide = retries
    ? createRetries(system)
    : async (outcome: Parameters<typeof decideRetry>[0], history: Parameters<typeof decideRetry>[1]) => {
        const isFirstDrop = outcome.failure !== undefined && history.tried === 1;
        return isFirstDrop ? decideRetry(outcome, history, system.now()) : ({ again: false } as const);
      };
  return async (url: string | URL, init: object = {}): Promise<Response> => {
    for (let tried = 1; ; tried++) {
      const limits = { system, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
      const { status, headers, bytes, failure } = await fetchOnce(String(url), init as RequestInit, limits);
      // It only reads, whatever its method is.
      const outcome = { method: 'GET', status, headers, failure };
      const history = { tried, hasResponded: true, canRenewToken: false };
      const { again } = await decide(outcome, history, undefined);
      if (again) continue;
      if (failure) throw new TokenError(formatFailure(failure), 'token-server-unreachable');
      const hasBody = ![101, 204, 205, 304].includes(status);
      return new Response(hasBody ? new Uint8Array(bytes) : null, { status, headers });
    }
  };
}
