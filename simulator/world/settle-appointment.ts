import type { Instant } from '../../fhir/instant.ts';
import { DEFAULT_COMMENTS, type Decision } from '../domain/approval/policy.ts';
import { type Actor, type AppointmentRecord, type Change, cancel, settle } from '../domain/booking/appointment.ts';
import type { ScheduleAgenda } from './schedule-agenda.ts';
import type { World } from './world.ts';

/** Applies the scheduled decision of the approval policy. */
export function runScheduledDecision(world: World, appointmentId: string): string | undefined {
  const plan = world.scheduledDecisions.get(appointmentId);
  const record = world.appointments.get(appointmentId);
  // Another process may have decided, or planned another time, before the turn of this one.
  if (!plan || plan.at > world.clock.now() || record?.state !== 'pending') return undefined;
  settleAppointment(world, record, plan.decision, 'policy', plan.comment);
  return plan.decision;
}

/**
 * Accepts or declines a pending appointment: its slots become busy or free (AP-18), and a callback is sent (CB).
 * @param options.skipFaults sends the callback without faults, because a fault has caused it
 */
export function settleAppointment(
  world: World,
  record: AppointmentRecord,
  decision: Decision,
  by: Actor,
  comment: string | undefined,
  options: { readonly skipFaults?: boolean } = {},
): Change & { readonly delivery?: string } {
  const now = world.clock.now();
  const change = settle(record, decision, by, now);
  if ('refused' in change) return change;
  world.appointments.set(change.changed);
  world.scheduledDecisions.delete(record.id);
  world.clock.cancel('decide', record.id);
  updateSlots(world, change.changed);
  const text = comment ?? DEFAULT_COMMENTS[decision];
  const delivery = world.deliveries.send(
    { kind: 'response', appointment: record.id, decision, comment: text },
    options,
  );
  return { ...change, delivery: delivery.id };
}

/** Sets the status of an appointment's slots according to its state. A practice may keep those of an ended one (AP-18). */
export function updateSlots(world: World, record: AppointmentRecord): void {
  const schedule = world.agenda.schedule(record.scheduleId);
  if (!schedule) return;
  const hasEnded = record.state === 'declined' || record.state === 'cancelled';
  if (hasEnded && world.practice.reopensSlots) releaseSlots(world, record, schedule);
  else {
    const holderOf = (start: Instant) =>
      (hasEnded ? world.appointments.findUser(record.scheduleId, start, record.id) : undefined) ?? record;
    for (const start of record.slots) holdSlot(world, schedule, start, holderOf(start));
  }
}

/** Releases the slots that an appointment leaves when it moves. */
export function leaveSlots(world: World, record: AppointmentRecord): void {
  const schedule = world.agenda.schedule(record.scheduleId);
  if (schedule) releaseSlots(world, record, schedule);
}

function holdSlot(world: World, schedule: ScheduleAgenda, start: Instant, { id, state }: AppointmentRecord): void {
  const status = state === 'pending' ? 'tentative' : 'busy';
  world.agenda.change(schedule, start, status, world.clock.now(), { kind: 'appointment', id });
}

/** Releases slots. A slot that another appointment uses as well stays taken; an initially busy slot is busy again. */
function releaseSlots(world: World, record: AppointmentRecord, schedule: ScheduleAgenda): void {
  for (const start of record.slots) {
    const user = world.appointments.findUser(record.scheduleId, start, record.id);
    if (user) holdSlot(world, schedule, start, user);
    else world.agenda.change(schedule, start, schedule.at(start)?.slot.busy ? 'busy' : 'free', world.clock.now());
  }
}

/**
 * Cancels an appointment and releases its slots (CN-3, AP-18). A cancellation by the practitioner sends a callback (UP-2).
 * @param comment the practitioner's message to the patient
 */
export function cancelAppointment(
  world: World,
  record: AppointmentRecord,
  by: Exclude<Actor, 'policy'>,
  comment?: string,
): Change & { readonly delivery?: string } {
  const change = cancel(record, by, world.clock.now());
  if ('refused' in change) return change;
  world.appointments.set(change.changed);
  world.clock.cancel('decide', record.id);
  updateSlots(world, change.changed);
  if (by === 'patient') {
    sendCrossingDecision(world, record);
    world.deliveries.releaseAfterCancellation(record.id);
    world.scheduledDecisions.delete(record.id);
    return change;
  }
  world.scheduledDecisions.delete(record.id);
  const message = { kind: 'update' as const, record: change.changed, ...(comment === undefined ? {} : { comment }) };
  return { ...change, delivery: world.deliveries.send(message).id };
}

/**
 * Sends the practitioner's decision although the patient has just cancelled, if a fault requires it and the appointment
 * was still pending.
 * @param record the appointment before it was cancelled
 */
function sendCrossingDecision(world: World, record: AppointmentRecord): void {
  if (record.state !== 'pending' || !world.faults.any) return;
  const plan = world.scheduledDecisions.get(record.id);
  const decision = plan?.decision ?? 'accepted';
  const comment = plan?.comment ?? DEFAULT_COMMENTS[decision];
  const message = { kind: 'response', appointment: record.id, decision, comment } as const;
  const subject = { operation: 'send-appointment-response', body: world.write(message).body } as const;
  if (world.faults.planCallback(subject, (effect) => effect === 'after-cancellation')) {
    world.deliveries.send(message, { skipFaults: true });
  }
}
