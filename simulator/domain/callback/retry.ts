import type { Failure } from '../../../transport/failure.ts';
import { durationMs } from '../duration.ts';
import type { CallbackSettings } from './settings.ts';

/** The result of a delivery attempt. */
export type AttemptResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfterMs?: number;
      /** The token of the callback was refused; that of the attempt before was not (AU-9). */
      readonly isFirstRefusal?: boolean;
    }
  | { readonly kind: 'no-answer'; readonly failure: Failure; readonly retryAfterMs?: number };

/** The step that follows an attempt. */
export type DeliveryStep =
  | { readonly next: 'delivered' }
  | { readonly next: 'failed'; readonly reason: string }
  | { readonly next: 'retry'; readonly waitMs: number };

/** Longer waits of `Retry-After` are shortened: thirty days. */
const MAX_RETRY_AFTER_MS = 30 * 86_400_000;

/**
 * Decides what follows an attempt (CB-6). 2xx is delivered. No response, 5xx and 429 are retried with exponential backoff,
 * not before `Retry-After`, which the authorization server may have sent as well. A token that is refused for the first time
 * is replaced, and the callback sent again at once (AU-9). Any other response is final.
 * @param attempts the number of attempts, this one included
 * @param jitter a number from 0 to 1, 1 excluded
 */
export function decideNextStep(
  result: AttemptResult,
  attempts: number,
  settings: CallbackSettings,
  jitter: number,
): DeliveryStep {
  if (result.kind === 'answered') {
    if (result.status >= 200 && result.status < 300) return { next: 'delivered' };
    if (result.status < 500 && result.status !== 429 && !result.isFirstRefusal) {
      return { next: 'failed', reason: `Spreekuur.nl returned ${result.status}, which is final` };
    }
  }
  const retry = settings.retry ?? {};
  const maxAttempts = retry.attempts ?? 100;
  if (attempts >= maxAttempts) return { next: 'failed', reason: `not delivered in ${maxAttempts} attempts` };
  if (result.kind === 'answered' && result.isFirstRefusal) return { next: 'retry', waitMs: 0 };
  const first = durationMs(retry.first ?? 'PT5S');
  const longest = durationMs(retry.longest ?? 'PT15M');
  // Bounded: 0 * Infinity would be NaN.
  const growth = Math.min((retry.factor ?? 2) ** (attempts - 1), Number.MAX_SAFE_INTEGER);
  const wait = Math.min(first * growth, longest);
  const spread = 1 + (retry.jitter ?? 0.1) * (2 * jitter - 1);
  const retryAfterMs = Math.min(result.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return { next: 'retry', waitMs: Math.max(Math.round(Math.min(wait * spread, longest)), retryAfterMs) };
}
