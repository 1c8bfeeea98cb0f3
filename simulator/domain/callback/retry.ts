import { durationMs } from '../duration.ts';
import type { CallbackSettings } from './settings.ts';

/** How an attempt to deliver ended. */
export type AttemptResult =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'no-answer'; readonly error: 'refused' | 'timeout' | 'reset' | 'unreachable' };

/** What follows from it. */
export type DeliveryStep =
  | { readonly next: 'delivered' }
  | { readonly next: 'failed'; readonly reason: string }
  | { readonly next: 'retry'; readonly waitMs: number };

/** A `Retry-After` beyond this is not waited out: thirty days. */
const MAX_RETRY_AFTER_MS = 30 * 86_400_000;

/**
 * What follows from an attempt (CB-6): 2xx is delivered; no answer, 5xx and 429 are tried again with growing waits, never
 * sooner than `Retry-After`; any other answer is final.
 * @param result how it ended
 * @param attempts how many there have been, this one included
 * @param settings the organization's
 * @param jitter a number from 0 up to, not including, 1
 */
export function decideNextStep(
  result: AttemptResult,
  attempts: number,
  settings: CallbackSettings,
  jitter: number,
): DeliveryStep {
  if (result.kind === 'answered') {
    if (result.status >= 200 && result.status < 300) return { next: 'delivered' };
    if (result.status < 500 && result.status !== 429) {
      return { next: 'failed', reason: `Spreekuur.nl answered ${result.status}, which is final` };
    }
  }
  const retry = settings.retry ?? {};
  const most = retry.attempts ?? 100;
  if (attempts >= most) return { next: 'failed', reason: `not delivered in ${most} attempts` };
  const first = durationMs(retry.first ?? 'PT5S');
  const longest = durationMs(retry.longest ?? 'PT15M');
  // Bounded: no wait at all, grown without end, is no number.
  const growth = Math.min((retry.factor ?? 2) ** (attempts - 1), Number.MAX_SAFE_INTEGER);
  const wait = Math.min(first * growth, longest);
  const spread = 1 + (retry.jitter ?? 0.1) * (2 * jitter - 1);
  const asked = result.kind === 'answered' ? Math.min(result.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0;
  return { next: 'retry', waitMs: Math.max(Math.round(Math.min(wait * spread, longest)), asked) };
}

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds, or an HTTP date.
 * @param value the header
 * @param date the answer's own `Date` header, against which a date is read, so that the clocks of both sides need not agree
 * @returns milliseconds from now; undefined when it cannot be read
 */
export function parseRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const until = Date.parse(value);
  const from = Date.parse(date ?? '');
  return Number.isNaN(until) || Number.isNaN(from) ? undefined : Math.max(0, until - from);
}
