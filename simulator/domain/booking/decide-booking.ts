import { BSN_SYSTEM, isBsn } from '../../../fhir/bsn.ts';
import { type Instant, parseInstant } from '../../../fhir/instant.ts';
import { idIn, parseReference } from '../../../fhir/reference.ts';
import type { NewAppointment } from '../../../fhir/resources/appointment.ts';
import { detach } from '../../../output/detach.ts';
import type { RuledSlot } from '../agenda/rules.ts';
import type { AppointmentType } from '../practice.ts';
import type { SlotStatus } from '../search/slot-query.ts';

/** A slot that may match a booking request. */
export interface Candidate {
  readonly slot: RuledSlot;
  readonly id: string;
  readonly status: SlotStatus;
  /** Free in searches, but never bookable. */
  readonly phantom: boolean;
}

/** A booking request, parsed from either dialect (AP-2, AP-4). */
export interface BookingRequest {
  readonly start: Instant;
  readonly end: Instant;
  readonly patient: { readonly reference: string; readonly display: string; readonly bsn?: string };
  readonly practitioner: { readonly id: string; readonly reference: string; readonly display: string };
  readonly practitionerStatus: string;
  readonly comment: string;
  /** The indexes of the types in its service categories. */
  readonly types: readonly number[];
  /** The referenced slot. */
  readonly slotId?: string;
}

/** The reason why a booking request is invalid, apart from conflicts in the agenda (AP-10). */
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

/** The decision on a booking request. */
export type BookingDecision<C extends Candidate = Candidate> =
  | { readonly outcome: 'book'; readonly candidate: C }
  | { readonly outcome: 'conflict'; readonly candidate: C }
  | { readonly outcome: 'rejected'; readonly reason: Rejection };

/** Parses a body that matches its schema, and checks the rules that a schema cannot express. */
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
  const named = types.filter(({ system, code }) =>
    codings.some((coding) => coding.system === system && coding.code === code),
  );
  if (named.length === 0) return rejected('unknown-type');
  const slotReference = body.slot?.[0]?.reference;
  const slotId = slotReference === undefined ? undefined : idIn('Slot', slotReference);
  if (slotReference !== undefined && slotId === undefined) return rejected('bad-slot-reference');
  return {
    start,
    end,
    patient: {
      reference: detach(`Patient/${patient.target.id}`),
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
 * Decides on a booking request: practitioner, start, end and service category identify the slot (AP-2).
 * @param candidates the slots on the practitioner's schedules with the requested start
 * @param now on the organization's clock
 */
export function decideBooking<C extends Candidate>(
  request: BookingRequest,
  candidates: readonly C[],
  now: Instant,
): BookingDecision<C> {
  const matching = candidates.filter(
    ({ slot }) => slot.end === request.end && request.types.includes(slot.type) && slot.start === request.start,
  );
  const referenced = request.slotId === undefined ? matching : matching.filter(({ id }) => id === request.slotId);
  if (matching.length === 0) return { outcome: 'rejected', reason: 'no-such-slot' };
  const [first] = referenced;
  if (!first) return { outcome: 'rejected', reason: 'slot-disagrees' };
  if (request.start <= now) return { outcome: 'rejected', reason: 'past' };
  const free = referenced.find(({ status, phantom }) => status === 'free' && !phantom);
  return free ? { outcome: 'book', candidate: free } : { outcome: 'conflict', candidate: first };
}
