import type { Instant } from '../../fhir/instant.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import { planApproval } from '../domain/approval/policy.ts';
import type { AppointmentRecord, AppointmentState } from '../domain/booking/appointment.ts';
import {
  type BookingDecision,
  type BookingRequest,
  type Candidate,
  decideBooking,
  type Rejection,
} from '../domain/booking/decide-booking.ts';
import { draw } from '../domain/random.ts';
import { generateBsn } from '../practice/people.ts';
import { writeAppointmentResponse } from '../representation/callback.ts';
import type { FoundSlot } from './agenda.ts';
import { settleAppointment, updateSlots } from './settle-appointment.ts';
import type { World } from './world.ts';

export type BookingPatient = BookingRequest['patient'];

export type BookingResult =
  | { readonly outcome: 'booked'; readonly record: AppointmentRecord; readonly sendResponseAfter?: Promise<void> }
  | { readonly outcome: 'conflict'; readonly slotId: string }
  | { readonly outcome: 'rejected'; readonly reason: Rejection };

/** A slot that may match a booking request, with its place in the agenda. */
export interface AgendaCandidate extends Candidate {
  readonly found: FoundSlot;
}

export type DecideBooking = (
  request: BookingRequest,
  candidates: readonly AgendaCandidate[],
  now: Instant,
) => BookingDecision<AgendaCandidate>;

/**
 * Handles a booking request. It awaits nothing between the check of the slot and its booking, so that exactly one of the
 * concurrent requests for it succeeds (AP-8). It stores everything or nothing (AP-10, AP-17).
 * @param decide replaces the decision, for a defect
 */
export function book(world: World, request: BookingRequest, decide: DecideBooking = decideBooking): BookingResult {
  const now = world.clock.now();
  const rejection = rejectPatient(world, request.patient);
  if (rejection) return { outcome: 'rejected', reason: rejection };
  let decision = decide(request, findCandidates(world, request), now);
  if (decision.outcome === 'book' && isTakenMeanwhile(world)) {
    const { schedule, slot } = decision.candidate.found;
    world.agenda.change(schedule, slot.start, 'busy', now, { kind: 'competitor' });
    decision = decide(request, findCandidates(world, request), now);
  }
  if (decision.outcome === 'rejected') return decision;
  if (decision.outcome === 'conflict') return { outcome: 'conflict', slotId: decision.candidate.id };
  return storeAppointment(world, request, decision.candidate.found);
}

/** Returns the slots that may match a booking request. */
export function findCandidates(world: World, request: BookingRequest): readonly AgendaCandidate[] {
  return world.agenda.slotsOf(request.practitioner.id, request.start, world.clock.now()).map((found) => ({
    found,
    slot: found.slot,
    status: found.status,
    id: slotId(found.schedule.rules.id, found.slot.start),
    phantom: isPhantom(world, found),
  }));
}

/** Returns why the practice rejects appointments for a patient; undefined when it accepts them. */
export function rejectPatient(
  world: World,
  patient: BookingPatient,
): 'unknown-patient' | 'patient-bsn-differs' | undefined {
  const known = world.patients.get(patient.reference);
  if (!known) return world.practice.unknownPatients === 'reject' ? 'unknown-patient' : undefined;
  const differs = patient.bsn !== undefined && known.origin !== 'made-up' && !world.isBsnOf(known, patient.bsn);
  return differs ? 'patient-bsn-differs' : undefined;
}

function isPhantom(world: World, { schedule, slot }: FoundSlot): boolean {
  const share = world.contention.phantomShare ?? 0;
  return share > 0 && draw(world.practice.seed, `phantom ${schedule.rules.id} ${slot.start}`) < share;
}

/** Decides whether a competitor takes the slot at this moment. */
function isTakenMeanwhile(world: World): boolean {
  const gone = world.contention.goneWhenBooked;
  if (!gone) return false;
  if ('probability' in gone) return gone.probability > 0 && world.random.next('gone') < gone.probability;
  if (gone.next === 0) return false;
  world.contention = { ...world.contention, goneWhenBooked: { next: gone.next - 1 } };
  return true;
}

function storeAppointment(world: World, request: BookingRequest, { schedule, slot }: FoundSlot): BookingResult {
  const now = world.clock.now();
  const policy = world.practice.types[slot.type]?.approval ?? 'none';
  const plan = planApproval(
    policy,
    now,
    () => world.random.next('approval'),
    (from) => world.findNextOpening(from),
  );
  const state: AppointmentState = plan.kind === 'none' ? 'booked' : 'pending';
  const record = addAppointment(world, 'patient', request.patient, {
    state,
    scheduleId: schedule.rules.id,
    practitioner: { reference: request.practitioner.reference, display: request.practitioner.display },
    type: slot.type,
    start: slot.start,
    end: slot.end,
    slots: [slot.start],
    comment: request.comment,
  });
  if (plan.kind === 'none') return { outcome: 'booked', record };
  const decision = plan.kind === 'timed' ? plan.decision : 'accepted';
  if (sendsDecisionEarly(world, record, decision)) {
    const comment = plan.kind === 'timed' ? plan.comment : undefined;
    const change = settleAppointment(world, record, decision, 'policy', comment, { skipFaults: true });
    const sent = change.delivery === undefined ? Promise.resolve() : world.deliveries.firstAttempt(change.delivery);
    return { outcome: 'booked', record, sendResponseAfter: sent };
  }
  if (plan.kind === 'timed') {
    world.scheduledDecisions.set(record.id, plan);
    world.clock.schedule(plan.at, { kind: 'decide', subject: record.id });
  }
  return { outcome: 'booked', record };
}

/** Stores a new appointment, remembers its patient, and takes its slots. */
export function addAppointment(
  world: World,
  madeBy: AppointmentRecord['madeBy'],
  patient: BookingPatient,
  fields: Pick<
    AppointmentRecord,
    'state' | 'scheduleId' | 'practitioner' | 'type' | 'start' | 'end' | 'slots' | 'comment'
  >,
): AppointmentRecord {
  const now = world.clock.now();
  const record: AppointmentRecord = {
    id: world.nextAppointmentId(),
    version: 1,
    madeBy,
    ...fields,
    patient: patient.reference,
    patientDisplay: patient.display,
    updatedAt: now,
    history: [{ at: now, state: fields.state, by: madeBy, what: 'made' }],
  };
  rememberPatient(world, patient);
  world.appointments.set(record);
  updateSlots(world, record);
  world.dropSettledAppointments();
  return record;
}

/** Returns whether a fault sends the practitioner's decision before the 201. */
function sendsDecisionEarly(world: World, record: AppointmentRecord, decision: 'accepted' | 'declined'): boolean {
  if (!world.faults.any) return false;
  const body = writeAppointmentResponse(world.dialect, { appointment: record.id, bsn: '', decision, comment: '' });
  const subject = { operation: 'send-appointment-response', body } as const;
  return world.faults.planCallback(subject, (effect) => effect === 'before-answer') !== undefined;
}

/** Adds a patient to the known patients, or the BSN to a patient known without one. */
function rememberPatient(world: World, { reference, display, bsn }: BookingPatient): void {
  const known = world.patients.get(reference);
  if (known && bsn === undefined) return;
  if (known && known.origin !== 'made-up') {
    const { name, origin } = known;
    // A store has kept the pseudonym of this BSN.
    if (known.bsn === undefined) world.patients.set(reference, { reference, name, bsn, origin });
    return;
  }
  world.patients.set(reference, {
    reference,
    name: display,
    bsn: bsn ?? generateBsn(world.practice.seed, reference),
    origin: bsn === undefined ? 'made-up' : 'request',
  });
}
