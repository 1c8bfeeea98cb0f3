import type { Instant } from '../../../fhir/instant.ts';
import type { Decision } from '../approval/policy.ts';

/** Where an appointment stands. `declined` and `cancelled` are ends; `pending` ends once. */
export type AppointmentState = 'pending' | 'booked' | 'declined' | 'cancelled';

/** Who did something to an appointment. */
export type Actor = 'patient' | 'practitioner' | 'policy';

/** An appointment as it is stored; every change makes a new one. */
export interface AppointmentRecord {
  /** The logical id in the XIS (AP-6). */
  readonly id: string;
  /** From 1, one more with every change. */
  readonly version: number;
  readonly state: AppointmentState;
  /** Who made it. */
  readonly madeBy: 'patient' | 'practitioner';
  readonly scheduleId: string;
  readonly practitioner: { readonly reference: string; readonly display: string };
  /** Index in the practice's appointment types. */
  readonly type: number;
  readonly start: Instant;
  readonly end: Instant;
  /** The starts of the slots that it takes. */
  readonly slots: readonly Instant[];
  /** `Patient/{id}`. */
  readonly patient: string;
  /** The patient's name as it was given. */
  readonly patientDisplay: string;
  /** The patient's reason; for one that the practitioner made, the practitioner's words. */
  readonly comment: string;
  readonly updatedAt: Instant;
  /** What became of it, in order. */
  readonly history: readonly AppointmentEvent[];
}

export interface AppointmentEvent {
  readonly at: Instant;
  readonly state: AppointmentState;
  readonly by: Actor;
  readonly what: 'made' | 'accepted' | 'declined' | 'moved' | 'cancelled';
}

/** A change that cannot be: the appointment has come to an end, or is not where it would have to be. */
export type Refusal = { readonly refused: 'already-settled' | 'not-booked' | 'past'; readonly state: AppointmentState };

/** The appointment after a change, or why there is none. */
export type Change = { readonly changed: AppointmentRecord } | Refusal;

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
      history: [...record.history, { at, ...event }],
    },
  };
}

/** Settles a pending appointment, once. */
export function settle(record: AppointmentRecord, decision: Decision, by: Actor, at: Instant): Change {
  if (record.state !== 'pending') return { refused: 'already-settled', state: record.state };
  const state = decision === 'accepted' ? 'booked' : 'declined';
  return applyChange(record, at, { state, by, what: decision });
}

/** Cancels an appointment that is still to come (CN-2). */
export function cancel(record: AppointmentRecord, by: Actor, at: Instant): Change {
  if (record.state !== 'pending' && record.state !== 'booked')
    return { refused: 'already-settled', state: record.state };
  if (record.start <= at) return { refused: 'past', state: record.state };
  return applyChange(record, at, { state: 'cancelled', by, what: 'cancelled' });
}

/** Moves a booked appointment. A pending one is settled first: its answer is about the time that was asked for. */
export function move(
  record: AppointmentRecord,
  to: Pick<AppointmentRecord, 'scheduleId' | 'practitioner' | 'start' | 'end' | 'slots'>,
  at: Instant,
): Change {
  if (record.state !== 'booked') return { refused: 'not-booked', state: record.state };
  return applyChange(record, at, { state: 'booked', by: 'practitioner', what: 'moved' }, to);
}
