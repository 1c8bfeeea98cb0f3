import type { Instant } from '../../fhir/instant.ts';
import { type AppointmentRecord, move, type Refusal } from '../domain/booking/appointment.ts';
import type { Practitioner } from '../domain/practice.ts';
import { addAppointment, type BookingPatient, rejectPatient } from './book.ts';
import { leaveSlots, updateSlots } from './settle-appointment.ts';
import type { World } from './world.ts';

/** The place and time of an appointment of the practitioner. */
export interface Place {
  readonly scheduleId: string;
  /** Index in the practice's appointment types. */
  readonly type: number;
  readonly start: Instant;
  readonly end: Instant;
}

/** The reason why an appointment is not possible at a place. */
export type PlaceRefusal = {
  readonly refused: 'no-such-schedule' | 'past' | 'bad-interval' | 'occupied';
  readonly by?: string;
};

/** Creates an appointment of the practitioner at any time, with or without slots, and sends a callback (UP-2). */
export function makeAppointment(
  world: World,
  place: Place,
  patient: BookingPatient,
  comment: string,
):
  | { readonly changed: AppointmentRecord; readonly delivery: string }
  | PlaceRefusal
  | { readonly refused: 'unknown-patient' | 'patient-bsn-differs' } {
  const found = findPlace(world, place);
  if ('refused' in found) return found;
  const rejection = rejectPatient(world, patient);
  if (rejection) return { refused: rejection };
  const practitioner = toActor(found.practitioner);
  const fields = { ...place, state: 'booked', practitioner, slots: found.slots, comment } as const;
  const record = addAppointment(world, 'practitioner', patient, fields);
  return { changed: record, delivery: world.deliveries.send({ kind: 'update', record, comment }).id };
}

/** Moves a booked appointment, releases its previous slots, and sends a callback (UP-2). */
export function moveAppointment(
  world: World,
  record: AppointmentRecord,
  place: Place,
  comment?: string,
): { readonly changed: AppointmentRecord; readonly delivery: string } | PlaceRefusal | Refusal {
  const found = findPlace(world, place, record.id);
  if ('refused' in found) return found;
  const { scheduleId, start, end } = place;
  const to = { scheduleId, practitioner: toActor(found.practitioner), start, end, slots: found.slots };
  const change = move(record, to, world.clock.now());
  if ('refused' in change) return change;
  leaveSlots(world, record);
  world.appointments.set(change.changed);
  updateSlots(world, change.changed);
  const message = { kind: 'update' as const, record: change.changed, ...(comment === undefined ? {} : { comment }) };
  return { changed: change.changed, delivery: world.deliveries.send(message).id };
}

function toActor({ id, name }: Practitioner): { readonly reference: string; readonly display: string } {
  return { reference: `PractitionerRole/${id}`, display: name };
}

/** Checks that a place has no other appointment. The practitioner may use slots that are busy without an appointment. */
function findPlace(
  world: World,
  { scheduleId, start, end }: Place,
  except?: string,
): { readonly practitioner: Practitioner; readonly slots: readonly Instant[] } | PlaceRefusal {
  const schedule = world.agenda.schedule(scheduleId);
  const practitioner = schedule?.rules.practitioners[0];
  if (!schedule || !practitioner) return { refused: 'no-such-schedule' };
  if (start >= end || end - start > 86_400_000) return { refused: 'bad-interval' };
  if (start <= world.clock.now()) return { refused: 'past' };
  const occupying = world.appointments.findOverlapping(scheduleId, { start, end }, except);
  if (occupying) return { refused: 'occupied', by: occupying.id };
  return { practitioner, slots: schedule.overlapping(start, end).map((slot) => slot.start) };
}
