import type { Instant } from '../../../fhir/instant.ts';
import type { Decision } from '../approval/policy.ts';

/** The state of an appointment; `declined` and `cancelled` are final. */
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];
export const APPOINTMENT_STATES = ['pending', 'booked', 'declined', 'cancelled'] as const;

/** The author of a change. */
export type Actor = 'patient' | 'practitioner' | 'policy';

/** A stored appointment; every change creates a new record. */
export interface AppointmentRecord {
  /** The logical id in the XIS (AP-6). */
  readonly id: string;
  /** Starts at 1 and increases with every change. */
  readonly version: number;
  readonly state: AppointmentState;
  readonly madeBy: 'patient' | 'practitioner';
  readonly scheduleId: string;
  readonly practitioner: { readonly reference: string; readonly display: string };
  /** Index in the practice's appointment types. */
  readonly type: number;
  readonly start: Instant;
  readonly end: Instant;
  /** The starts of its slots. */
  readonly slots: readonly Instant[];
  /** `Patient/{id}`. */
  readonly patient: string;
  /** The patient's name in the request. */
  readonly patientDisplay: string;
  /** The comment of the author. */
  readonly comment: string;
  readonly updatedAt: Instant;
  /** The changes, in order: the first, and at most 99 of the last. */
  readonly history: readonly AppointmentEvent[];
}

/** Returns whether an appointment takes its time: it is pending or booked. */
export function isActive({ state }: Pick<AppointmentRecord, 'state'>): boolean {
  return state === 'pending' || state === 'booked';
}

export interface AppointmentEvent {
  readonly at: Instant;
  readonly state: AppointmentState;
  readonly by: Actor;
  readonly what: 'made' | 'accepted' | 'declined' | 'moved' | 'cancelled';
}

/** The reason why a change is not possible in this state. */
export type Refusal = { readonly refused: 'already-settled' | 'not-booked' | 'past'; readonly state: AppointmentState };

/** The appointment after a change, or the refusal. */
export type Change = { readonly changed: AppointmentRecord } | Refusal;

/** The events of an appointment that are kept: moving it again and again makes no more of them. */
const MAX_EVENTS = 100;

function withoutOldEvents(history: readonly AppointmentEvent[]): readonly AppointmentEvent[] {
  return history.length < MAX_EVENTS ? history : history.toSpliced(1, history.length - MAX_EVENTS + 1);
}

function applyChange(
  record: AppointmentRecord,
  at: Instant,
  event: Omit<AppointmentEvent, 'at'>,
  fields: Partial<AppointmentRecord> = {},
): Change {
  return {
    changed: {
      ...record,
      ...fields,
      state: event.state,
      version: record.version + 1,
      updatedAt: at,
      history: [...withoutOldEvents(record.history), { at, ...event }],
    },
  };
}

/** Accepts or declines a pending appointment. */
export function settle(record: AppointmentRecord, decision: Decision, by: Actor, at: Instant): Change {
  if (record.state !== 'pending') return { refused: 'already-settled', state: record.state };
  const state = decision === 'accepted' ? 'booked' : 'declined';
  return applyChange(record, at, { state, by, what: decision });
}

/** Cancels a future appointment (CN-2). */
export function cancel(record: AppointmentRecord, by: Actor, at: Instant): Change {
  if (record.state !== 'pending' && record.state !== 'booked')
    return { refused: 'already-settled', state: record.state };
  if (record.start <= at) return { refused: 'past', state: record.state };
  return applyChange(record, at, { state: 'cancelled', by, what: 'cancelled' });
}

/** Moves a booked appointment. A pending one needs a decision first, which is about the requested time. */
export function move(
  record: AppointmentRecord,
  to: Pick<AppointmentRecord, 'scheduleId' | 'practitioner' | 'start' | 'end' | 'slots'>,
  at: Instant,
): Change {
  if (record.state !== 'booked') return { refused: 'not-booked', state: record.state };
  return applyChange(record, at, { state: 'booked', by: 'practitioner', what: 'moved' }, to);
}
