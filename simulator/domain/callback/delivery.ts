import type { Instant } from '../../../fhir/instant.ts';
import type { Decision } from '../approval/policy.ts';
import type { AppointmentRecord } from '../booking/appointment.ts';
import type { OutboundOperation } from '../fault/rule.ts';

/** What a callback tells Spreekuur.nl. */
export type Message =
  | { readonly kind: 'response'; readonly appointment: string; readonly decision: Decision; readonly comment: string }
  | { readonly kind: 'update'; readonly record: AppointmentRecord; readonly comment?: string };

/** One try to deliver, and how it ended. */
export interface Attempt {
  readonly at: Instant;
  readonly status?: number;
  readonly error?: string;
  readonly retryAfterMs?: number;
  /** The answer's body, redacted; only when it is JSON. */
  readonly answer?: unknown;
}

/**
 * Where a delivery stands: `waiting` for its next attempt, `sending`, `held` until something else happens, or at an end:
 * `delivered`, `failed`, `lost`.
 */
export type DeliveryState = 'waiting' | 'sending' | 'held' | 'delivered' | 'failed' | 'lost';

/** What a held delivery waits for. */
export type HeldFor = 'url' | 'resume' | 'earlier' | 'next-callback' | 'cancellation';

/** A callback from its making to its end. */
export interface Delivery {
  readonly id: string;
  readonly operation: OutboundOperation;
  readonly appointment: string;
  readonly message: Message;
  readonly createdAt: Instant;
  readonly state: DeliveryState;
  readonly heldFor?: HeldFor;
  /** When it is tried next, while it is waiting. */
  readonly dueAt?: Instant;
  readonly attempts: readonly Attempt[];
  /** Why it has failed. */
  readonly reason?: string;
  /** The fault that makes it go wrong. */
  readonly fault?: string;
  /** It goes out once more when it has been delivered. */
  readonly again?: true;
}

/** Whether a delivery has come to its end. */
export function hasEnded({ state }: Pick<Delivery, 'state'>): boolean {
  return state === 'delivered' || state === 'failed' || state === 'lost';
}
