import { DEFAULT_COMMENTS } from '../domain/approval/policy.ts';
import { type Actor, type AppointmentRecord, type Change, cancel } from '../domain/booking/appointment.ts';
import { takeSlots } from './settle-appointment.ts';
import type { World } from './world.ts';

/**
 * Cancels an appointment and sets its slots free (CN-3, AP-9). When the practitioner does it, Spreekuur.nl is told (UP-2).
 * @param comment the practitioner's words to the patient
 */
export function cancelAppointment(
  world: World,
  record: AppointmentRecord,
  by: Exclude<Actor, 'policy'>,
  comment?: string,
): Change & { readonly delivery?: string } {
  const change = cancel(record, by, world.clock.now());
  if ('refused' in change) return change;
  world.appointments.set(record.id, change.changed);
  world.clock.cancel('decide', record.id);
  takeSlots(world, change.changed);
  if (by === 'patient') {
    crossAnswer(world, record);
    world.deliveries.patientCancelled(record.id);
    world.plans.delete(record.id);
    return change;
  }
  world.plans.delete(record.id);
  const message = { kind: 'update' as const, record: change.changed, ...(comment === undefined ? {} : { comment }) };
  return { ...change, delivery: world.deliveries.send(message).id };
}

/**
 * An answer that crosses the patient's cancellation: when a fault asks for it and the appointment was still pending, the
 * practitioner's answer goes out although the patient has just cancelled.
 * @param record the appointment before it was cancelled
 */
function crossAnswer(world: World, record: AppointmentRecord): void {
  if (record.state !== 'pending' || !world.faults.any) return;
  const plan = world.plans.get(record.id);
  const decision = plan?.decision ?? 'accepted';
  const comment = plan?.comment ?? DEFAULT_COMMENTS[decision];
  const message = { kind: 'response', appointment: record.id, decision, comment } as const;
  const subject = { operation: 'send-appointment-response', body: world.write(message).body } as const;
  if (world.faults.planCallback(subject, (effect) => effect === 'after-cancellation')) {
    world.deliveries.send(message, { asItIs: true });
  }
}
