import { BSN_SYSTEM, isBsn } from '../../../fhir/bsn.ts';
import { type Instant, parseInstant } from '../../../fhir/instant.ts';
import { idIn, parseReference } from '../../../fhir/reference.ts';
import type { NewAppointment } from '../../../fhir/resources/appointment.ts';
import type { RuledSlot } from '../agenda/rules.ts';
import type { AppointmentType } from '../practice.ts';
import type { SlotStatus } from '../search/slot-query.ts';

/** A slot that a request may mean. */
export interface Candidate {
  readonly slot: RuledSlot;
  /** Its id. */
  readonly id: string;
  readonly status: SlotStatus;
  /** It shows as free, but can never be booked. */
  readonly phantom: boolean;
}

/** What a request to book says, read from either dialect (AP-2, AP-4). */
export interface BookingRequest {
  readonly start: Instant;
  readonly end: Instant;
  readonly patient: { readonly reference: string; readonly display: string; readonly bsn?: string };
  readonly practitioner: { readonly id: string; readonly reference: string; readonly display: string };
  readonly practitionerStatus: string;
  readonly comment: string;
  /** Indexes of the types that its service categories name. */
  readonly types: readonly number[];
  /** The slot that it names, when it names one. */
  readonly slotId?: string;
}

/** Why a request cannot be booked whatever the agenda says (AP-10). */
export type Rejection =
  | 'cancelled-status'
  | 'participants'
  | 'patient-status'
  | 'patient-bsn'
  | 'patient-bsn-differs'
  | 'unknown-type'
  | 'bad-interval'
  | 'bad-slot-reference'
  | 'no-such-slot'
  | 'past'
  | 'slot-disagrees'
  | 'unknown-patient';

/** How a request to book ends. */
export type BookingDecision<C extends Candidate = Candidate> =
  | { readonly outcome: 'book'; readonly candidate: C }
  | { readonly outcome: 'conflict'; readonly candidate: C }
  | { readonly outcome: 'rejected'; readonly reason: Rejection };

/** Reads a valid body; what the schema cannot say is checked here. */
export function readBooking(
  body: NewAppointment,
  types: readonly AppointmentType[],
): BookingRequest | { readonly outcome: 'rejected'; readonly reason: Rejection } {
  const rejected = (reason: Rejection) => ({ outcome: 'rejected' as const, reason });
  const start = parseInstant(body.start) as Instant;
  const end = parseInstant(body.end) as Instant;
  if (body.status === 'cancelled') return rejected('cancelled-status');
  if (start >= end) return rejected('bad-interval');
  const parties = body.participant.map((participant) => ({
    participant,
    target: parseReference(participant.actor.reference),
  }));
  const patient = parties.find(({ target }) => target?.type === 'Patient');
  const practitioner = parties.find(
    ({ target }) => target?.type === 'PractitionerRole' || target?.type === 'Practitioner',
  );
  if (!patient?.target || !practitioner?.target) return rejected('participants');
  if (patient.participant.status !== 'accepted') return rejected('patient-status');
  const { identifier } = patient.participant.actor;
  const bsn = identifier?.system === BSN_SYSTEM ? identifier.value : undefined;
  if (bsn !== undefined && !isBsn(bsn)) return rejected('patient-bsn');
  const codings = body.serviceCategory.flatMap(({ coding }) => coding);
  const named = types.filter(({ system, code }) => codings.some((one) => one.system === system && one.code === code));
  if (named.length === 0) return rejected('unknown-type');
  const slotReference = body.slot?.[0]?.reference;
  const slotId = slotReference === undefined ? undefined : idIn('Slot', slotReference);
  if (slotReference !== undefined && slotId === undefined) return rejected('bad-slot-reference');
  return {
    start,
    end,
    patient: {
      reference: `Patient/${patient.target.id}`,
      display: patient.participant.actor.display,
      ...(bsn === undefined ? {} : { bsn }),
    },
    practitioner: {
      id: practitioner.target.id,
      reference: practitioner.participant.actor.reference,
      display: practitioner.participant.actor.display,
    },
    practitionerStatus: practitioner.participant.status,
    comment: body.comment,
    types: named.map(({ index }) => index),
    ...(slotId === undefined ? {} : { slotId }),
  };
}

/**
 * Decides a request to book: the slot is found by practitioner, start, end and service category (AP-2).
 * @param request what is asked
 * @param candidates the slots that start then on the practitioner's schedules
 * @param now on the organization's clock
 */
export function decideBooking<C extends Candidate>(
  request: BookingRequest,
  candidates: readonly C[],
  now: Instant,
): BookingDecision<C> {
  const fitting = candidates.filter(
    ({ slot }) => slot.end === request.end && request.types.includes(slot.type) && slot.start === request.start,
  );
  const meant = request.slotId === undefined ? fitting : fitting.filter(({ id }) => id === request.slotId);
  if (fitting.length === 0) return { outcome: 'rejected', reason: 'no-such-slot' };
  const [first] = meant;
  if (!first) return { outcome: 'rejected', reason: 'slot-disagrees' };
  if (request.start <= now) return { outcome: 'rejected', reason: 'past' };
  const free = meant.find(({ status, phantom }) => status === 'free' && !phantom);
  return free ? { outcome: 'book', candidate: free } : { outcome: 'conflict', candidate: first };
}
