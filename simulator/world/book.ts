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
import type { Patient } from '../domain/practice.ts';
import { draw } from '../domain/random.ts';
import { generateBsn } from '../practice/people.ts';
import { writeAppointmentResponse } from '../representation/callback.ts';
import type { FoundSlot } from './agenda.ts';
import { settleAppointment, updateSlots } from './settle-appointment.ts';
import type { World } from './world.ts';

/** How a request to book ended. */
export type BookingResult =
  | { readonly outcome: 'booked'; readonly record: AppointmentRecord; readonly sendResponseAfter?: Promise<void> }
  | { readonly outcome: 'conflict'; readonly slotId: string }
  | { readonly outcome: 'rejected'; readonly reason: Rejection };

/** A slot that a request may mean, with its place in the agenda. */
export interface AgendaCandidate extends Candidate {
  readonly found: FoundSlot;
}

/** How a request to book is decided. */
export type DecideBooking = (
  request: BookingRequest,
  candidates: readonly AgendaCandidate[],
  now: Instant,
) => BookingDecision<AgendaCandidate>;

/**
 * Books a slot, or does not. Nothing is awaited between looking at the slot and taking it, so that of any number of
 * requests for it one gets it (AP-8), and nothing is stored unless all of it is (AP-7, AP-10).
 * @param decide decides otherwise, where a defect does
 */
export function book(world: World, request: BookingRequest, decide: DecideBooking = decideBooking): BookingResult {
  const now = world.clock.now();
  const stranger = rejectPatient(world, request.patient);
  if (stranger) return { outcome: 'rejected', reason: stranger };
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

/** The slots that a request may mean. */
export function findCandidates(world: World, request: BookingRequest): readonly AgendaCandidate[] {
  return world.agenda.slotsOf(request.practitioner.id, request.start, world.clock.now()).map((found) => ({
    found,
    slot: found.slot,
    status: found.status,
    id: slotId(found.schedule.rules.id, found.slot.start),
    phantom: isPhantom(world, found),
  }));
}

/** Why an appointment cannot be for a patient, if so. */
export function rejectPatient(
  world: World,
  told: { readonly reference: string; readonly bsn?: string },
): 'unknown-patient' | 'patient-bsn-differs' | undefined {
  const known = world.patients.get(told.reference);
  if (!known) return world.practice.unknownPatients === 'reject' ? 'unknown-patient' : undefined;
  const differs = told.bsn !== undefined && known.origin !== 'made-up' && told.bsn !== known.bsn;
  return differs ? 'patient-bsn-differs' : undefined;
}

function isPhantom(world: World, { schedule, slot }: FoundSlot): boolean {
  const share = world.contention.phantomShare ?? 0;
  return share > 0 && draw(world.practice.seed, `phantom ${schedule.rules.id} ${slot.start}`) < share;
}

/** Whether somebody else takes the slot at this very moment. */
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
  const record: AppointmentRecord = {
    id: world.nextAppointmentId(),
    version: 1,
    state,
    madeBy: 'patient',
    scheduleId: schedule.rules.id,
    practitioner: { reference: request.practitioner.reference, display: request.practitioner.display },
    type: slot.type,
    start: slot.start,
    end: slot.end,
    slots: [slot.start],
    patient: request.patient.reference,
    patientDisplay: request.patient.display,
    comment: request.comment,
    updatedAt: now,
    history: [{ at: now, state, by: 'patient', what: 'made' }],
  };
  rememberPatient(world, request.patient);
  world.appointments.set(record.id, record);
  updateSlots(world, record);
  if (plan.kind === 'none') return { outcome: 'booked', record };
  const decision = plan.kind === 'timed' ? plan.decision : 'accepted';
  if (sendsDecisionEarly(world, record, decision)) {
    const change = settleAppointment(
      world,
      record,
      decision,
      'policy',
      plan.kind === 'timed' ? plan.comment : undefined,
      {
        skipFaults: true,
      },
    );
    const sent = change.delivery === undefined ? Promise.resolve() : world.deliveries.firstAttempt(change.delivery);
    return { outcome: 'booked', record, sendResponseAfter: sent };
  }
  if (plan.kind === 'timed') {
    world.scheduledDecisions.set(record.id, plan);
    world.clock.schedule(plan.at, { kind: 'decide', subject: record.id });
  }
  return { outcome: 'booked', record };
}

/** Whether a fault has the practitioner's answer go out before the 201. */
function sendsDecisionEarly(world: World, record: AppointmentRecord, decision: 'accepted' | 'declined'): boolean {
  if (!world.faults.any) return false;
  const body = writeAppointmentResponse(world.dialect, { appointment: record.id, bsn: '', decision, comment: '' });
  const subject = { operation: 'send-appointment-response', body } as const;
  return world.faults.planCallback(subject, (effect) => effect === 'before-answer') !== undefined;
}

/** Gets to know a patient, or the BSN of one who came without. */
export function rememberPatient(
  world: World,
  told: { readonly reference: string; readonly display: string; readonly bsn?: string },
): void {
  const known = world.patients.get(told.reference);
  if (known && (known.origin !== 'made-up' || told.bsn === undefined)) return;
  const patient: Patient = {
    reference: told.reference,
    name: told.display,
    bsn: told.bsn ?? generateBsn(world.practice.seed, told.reference),
    origin: told.bsn === undefined ? 'made-up' : 'request',
  };
  world.patients.set(told.reference, patient);
}
