import type { CheckSystem } from '../system.ts';
import type { XisResponse } from './response.ts';

/** How long one wait may be, and all of a run together, in real milliseconds. */
const LONGEST_MS = 5000;
const MOST_MS = 30_000;
/** Also where the XIS says that it need not be waited: so that the waits, and with them the requests, come to an end. */
const SHORTEST_MS = 250;

/** Waits for a XIS that says 429 (TR-7). */
export interface RateLimitBackoff {
  /**
   * Waits until a request that was answered with 429 can be sent again.
   * @param tried how often it was sent
   * @returns whether it was waited: no when there is no patience left, or the signal has aborted
   */
  wait(response: XisResponse, tried: number, signal: AbortSignal | undefined): Promise<boolean>;
}

export function createRateLimitBackoff(system: CheckSystem): RateLimitBackoff {
  let waited = 0;
  return {
    async wait({ headers }, tried, signal) {
      if (waited >= MOST_MS || signal?.aborted) return false;
      const wanted = retryAfter(headers.get('retry-after'), system.now()) ?? SHORTEST_MS * 2 ** tried;
      const time = Math.min(Math.max(wanted, SHORTEST_MS), LONGEST_MS);
      waited += time;
      await system.wait(time, signal);
      return !signal?.aborted;
    },
  };
}

/** In milliseconds; undefined when it cannot be read. */
function retryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now;
}
