import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { splitOr } from '../../fhir/token.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { type BookingRequest, readBooking } from '../domain/booking/decide-booking.ts';
import { understandsAll } from '../domain/understands.ts';
import { type InteractionResponse, jsonResponse } from '../interaction-result.ts';
import { isProblem, type Problem } from '../problem.ts';
import { writeAppointment } from '../representation/appointment.ts';
import { toEntry } from '../representation/searchset.ts';
import { book } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { rejectDialect, shapeOfAppointment } from './body-dialect.ts';
import type { Interaction, InteractionRequest } from './interaction.ts';
import { createBodyReader, readParameters, toSearchset } from './read-input.ts';
import { bookForPatient, mayAccess } from './token-patient.ts';

const readBody = createBodyReader<NewAppointment>('Appointment', newAppointmentSchema);

/** Handles `POST /Appointment` (AP-1 to AP-10, AP-15 to AP-19; AU-6). */
export const createAppointment: Interaction = (world, request) => {
  const read = readNewBooking(world, request.body);
  if (isProblem(read)) return read;
  const booking = bookForPatient(request.bearer, world, read);
  if (isProblem(booking)) return booking;
  const result = book(world, booking, request.decide);
  switch (result.outcome) {
    case 'rejected':
      return { problem: result.reason };
    case 'conflict':
      return { problem: 'slot-taken', journal: { conflict: { slot: result.slotId, sequence: world.agenda.sequence } } };
    case 'booked':
      return respondCreated(world, request, result.record, booking, result.sendResponseAfter);
  }
};

/** Reads the body of a booking. */
export function readNewBooking(world: World, value: unknown): BookingRequest | Problem {
  const body = readBody(value);
  if (isProblem(body)) return body;
  const { types, understands } = world.practice;
  const rejection = rejectDialect(shapeOfAppointment(body.value), world, 'Appointment.participant');
  if (rejection) return rejection;
  const booking = readBooking(body.value, types);
  if ('outcome' in booking) return { problem: booking.reason };
  const statuses: ReadonlySet<string> = understands.practitionerStatus;
  if (understandsAll(understands, 'practitionerStatus') || statuses.has(booking.practitionerStatus)) return booking;
  const detail = `Expected ${[...statuses].join(' or ')}.`;
  return { problem: 'practitioner-status', detail, expression: 'Appointment.participant' };
}

function respondCreated(
  world: World,
  request: InteractionRequest,
  record: AppointmentRecord,
  booking: BookingRequest,
  sendAfter: Promise<void> | undefined,
): InteractionResponse {
  const relative = `Appointment/${record.id}`;
  const locations = {
    relative,
    absolute: `${request.base}/${relative}`,
    versioned: `${request.base}/${relative}/_history/${record.version}`,
  };
  const journal = { appointment: record.id, notes: findNotes(booking, record) };
  const rest = {
    headers: { Location: locations[world.practice.location] },
    journal,
    ...(sendAfter ? { sendAfter } : {}),
  };
  if (/(?:^|[;,\s])return\s*=\s*"?minimal"?/i.test(request.prefer)) return { status: 201, parts: [], ...rest };
  return jsonResponse(201, writeAppointment(record, world.appointmentContext), rest);
}

/** Notes a practitioner status that does not match the approval workflow of the type (AP-4). */
function findNotes(booking: BookingRequest, record: AppointmentRecord): readonly string[] {
  const expected = record.state === 'pending' ? 'needs-action' : 'accepted';
  if (booking.practitionerStatus === expected) return [];
  return [`AP-4: the practitioner status is '${expected}' for this type, the request has another status`];
}

/** Handles `GET /Appointment/{id}` (CN-1). */
export const readAppointment: Interaction = (world, { id, bearer }) => {
  if (!world.practice.understands.readBack.has('read'))
    return { problem: 'no-such-path', detail: 'This organization has the search GET /Appointment?id={id} only.' };
  const record = world.appointments.get(id);
  if (!record) return { problem: 'no-such-resource' };
  if (!mayAccess(bearer, world, record)) return { problem: 'token-other-patient', journal: { appointment: record.id } };
  const journal = { appointment: record.id };
  return jsonResponse(200, writeAppointment(record, world.appointmentContext), { journal });
};

const PARAMETERS = new Set(['id', '_id']);

/** Handles `GET /Appointment?id=` (CN-1), also with R4's `_id`. One of them is required: listing all appointments is not possible. */
export const searchAppointment: Interaction = (world, request) => {
  if (!world.practice.understands.readBack.has('search')) {
    const detail = 'This organization has the read GET /Appointment/{id} only.';
    return { problem: 'method-not-allowed', detail, headers: { Allow: 'POST' } };
  }
  const known = readParameters(request, PARAMETERS);
  if (isProblem(known)) return known;
  const idSets = known.parameters.filter(([name]) => PARAMETERS.has(name)).map(([, value]) => new Set(splitOr(value)));
  const [first, ...rest] = idSets;
  if (!first) return { problem: 'missing-parameter', detail: 'Expected id.', expression: 'id' };
  const ids = [...first].filter((id) => rest.every((ids) => ids.has(id)));
  const records = ids
    .map((id) => world.appointments.get(id))
    .filter((record) => record !== undefined)
    .filter((record) => mayAccess(request.bearer, world, record));
  const entries = records.map((record) => toEntry(request.base, writeAppointment(record, world.appointmentContext)));
  const [only] = records.length === 1 ? records : [];
  return jsonResponse(200, toSearchset(request.base, 'Appointment', known, entries), {
    journal: { found: entries.length, notes: known.notes, ...(only ? { appointment: only.id } : {}) },
  });
};
