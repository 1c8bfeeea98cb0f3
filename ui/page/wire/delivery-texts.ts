import type { DeliveryProgressView } from '../../../simulator/index.ts';
import { describeHold } from '../app/callback-texts.ts';
import { formatDuration } from '../app/time.ts';

type DeliveryState = DeliveryProgressView['state'];

/** The looks of the states of a delivery. */
export const STATE_TONES: Readonly<Record<DeliveryState, 'ok' | 'warn' | 'bad' | 'info'>> = {
  waiting: 'warn',
  sending: 'info',
  held: 'warn',
  delivered: 'ok',
  failed: 'bad',
  lost: 'bad',
};

/**
 * Describes what a delivery waits for, or why it failed.
 * @param now an instant of the practice's clock; undefined while it is not known
 */
export function describeNext({ state, heldFor, dueAt, reason }: DeliveryProgressView, now: string | undefined): string {
  if (state === 'held') return describeHold(heldFor);
  if (state !== 'waiting' || dueAt === undefined || now === undefined) return reason ?? '';
  const remaining = Date.parse(dueAt) - Date.parse(now);
  return remaining <= 0 ? 'due now' : `next attempt in ${formatDuration(remaining)}`;
}

/** Describes the result of an attempt: a status, or why there was no response. */
export function describeAttempt({ status, error, failure }: DeliveryProgressView['attempts'][number]): string {
  return status === undefined ? (error ?? failure ?? 'no response') : String(status);
}
