import type { Instant } from '../../../fhir/instant.ts';
import type { Decision } from '../approval/policy.ts';
import type { AppointmentRecord } from '../booking/appointment.ts';
import type { OutboundOperation } from '../fault/rule.ts';

/** The practitioner's decision on an appointment. */
export interface DecisionMessage {
  readonly kind: 'response';
  readonly appointment: string;
  readonly decision: Decision;
  readonly comment: string;
}

/** The content of a callback to Spreekuur.nl: a decision, or a change by the practitioner. */
export type Message =
  | DecisionMessage
  | { readonly kind: 'update'; readonly record: AppointmentRecord; readonly comment?: string };

/** A delivery attempt and its result. */
export interface Attempt {
  readonly at: Instant;
  readonly status?: number;
  /** Why there is no response, for people. */
  readonly error?: string;
  /** The same, for programs: a code of the table of problems. */
  readonly failure?: string;
  readonly retryAfterMs?: number;
  /** The response body, redacted, if it is JSON. */
  readonly answer?: unknown;
}

/**
 * The state of a delivery: `waiting` for its next attempt, `sending`, `held` until another event, or final: `delivered`,
 * `failed`, `lost`.
 */
export type DeliveryState = (typeof DELIVERY_STATES)[number];
export const DELIVERY_STATES = ['waiting', 'sending', 'held', 'delivered', 'failed', 'lost'] as const;

/** The event that a held delivery waits for. */
export type HeldFor = 'url' | 'resume' | 'earlier' | 'next-callback' | 'cancellation';

/** A callback and its attempts. */
export interface Delivery {
  readonly id: string;
  readonly operation: OutboundOperation;
  readonly appointment: string;
  readonly message: Message;
  readonly createdAt: Instant;
  readonly state: DeliveryState;
  readonly heldFor?: HeldFor;
  /** The time of the next attempt, while waiting. */
  readonly dueAt?: Instant;
  readonly attempts: readonly Attempt[];
  /** The reason of a failed delivery. */
  readonly reason?: string;
  /** The id of the applied fault. */
  readonly fault?: string;
  /** The callback is sent once more after its delivery. */
  readonly again?: true;
  /** The attempts before it was sent again by a command, which no longer count. */
  readonly uncounted?: number;
  /** Until this real instant, the process that sends it is expected to finish; then another one sends it. */
  readonly leasedUntil?: Instant;
}

export function hasEnded({ state }: Pick<Delivery, 'state'>): boolean {
  return state === 'delivered' || state === 'failed' || state === 'lost';
}
