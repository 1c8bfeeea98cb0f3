import type { CheckSystem } from '../system.ts';
import type { XisResponse } from './message.ts';

/** One wait, and all waits of a run together, in real milliseconds. */
const MAX_WAIT_MS = 5000;
const MAX_TOTAL_MS = 30_000;
/** The minimum wait, even with `Retry-After: 0`, so that the retries come to an end. */
const MIN_WAIT_MS = 250;

/**
 * Creates a function that waits before the retry of a request that returned 429 (TR-7). It returns false without a wait
 * when the total is used up, or the signal has aborted.
 */
export function createRateLimitBackoff(system: CheckSystem) {
  let waited = 0;
  return async ({ headers }: XisResponse, tried: number, signal: AbortSignal | undefined): Promise<boolean> => {
    if (waited >= MAX_TOTAL_MS || signal?.aborted) return false;
    const wanted = parseRetryAfter(headers.get('retry-after'), system.now()) ?? MIN_WAIT_MS * 2 ** tried;
    const time = Math.min(Math.max(wanted, MIN_WAIT_MS), MAX_WAIT_MS);
    waited += time;
    await system.wait(time, signal);
    return !signal?.aborted;
  };
}

/** Returns milliseconds; undefined when the header cannot be parsed. */
function parseRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now;
}
