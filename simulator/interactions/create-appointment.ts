import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { type BookingRequest, readBooking } from '../domain/booking/decide-booking.ts';
import { isProblem, type Problem } from '../problem.ts';
import { appointmentResource } from '../representation/appointment.ts';
import { book } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { bodyReader } from './body.ts';
import type { Interaction, InteractionRequest } from './interaction.ts';

const readBody = bodyReader<NewAppointment>('Appointment', newAppointmentSchema);

/** `POST /Appointment` (AP-1 to AP-10). */
export const createAppointment: Interaction = (world, request) => {
  const booking = readNewBooking(world, request.body);
  if (isProblem(booking)) return booking;
  const result = book(world, booking, request.decide);
  switch (result.outcome) {
    case 'rejected':
      return { problem: result.reason };
    case 'conflict':
      return { problem: 'slot-taken', about: { conflict: { slot: result.slotId, sequence: world.agenda.sequence } } };
    case 'booked':
      return created(world, request, result.record, booking, result.sendAnswerAfter);
  }
};

/** Reads what a body asks to book. */
export function readNewBooking(world: World, value: unknown): BookingRequest | Problem {
  const body = readBody(value);
  if (isProblem(body)) return body;
  const booking = readBooking(body.value, world.practice.types);
  return 'outcome' in booking ? { problem: booking.reason } : booking;
}

function created(
  world: World,
  request: InteractionRequest,
  record: AppointmentRecord,
  booking: BookingRequest,
  after: Promise<void> | undefined,
): Answer {
  const relative = `Appointment/${record.id}`;
  const locations = {
    relative,
    absolute: `${request.base}/${relative}`,
    versioned: `${request.base}/${relative}/_history/${record.version}`,
  };
  const about = { appointment: record.id, notes: notesOn(booking, record) };
  const more = { headers: { Location: locations[world.practice.location] }, about, ...(after ? { after } : {}) };
  if (/(?:^|[;,\s])return\s*=\s*"?minimal"?/i.test(request.prefer)) return { status: 201, parts: [], ...more };
  return jsonAnswer(201, appointmentResource(record, world.appointmentContext), more);
}

/** AP-4 has the client say whether there is an approval workflow; the XIS goes by its own. */
function notesOn(booking: BookingRequest, record: AppointmentRecord): readonly string[] {
  const expected = record.state === 'pending' ? 'needs-action' : 'accepted';
  if (booking.practitionerStatus === expected) return [];
  return [`AP-4: the practitioner takes part as '${expected}' for this type, the request says otherwise`];
}
