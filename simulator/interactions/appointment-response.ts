import { idIn } from '../../fhir/reference.ts';
import { type AppointmentResponse, bsnOf, cancellationSchema } from '../../fhir/resources/appointment-response.ts';
import { jsonResponse } from '../interaction-result.ts';
import { isProblem } from '../problem.ts';
import { cancelAppointment } from '../world/settle-appointment.ts';
import { rejectDialect, shapeOfAppointmentResponse } from './body-dialect.ts';
import type { Interaction } from './interaction.ts';
import { createBodyReader } from './read-input.ts';
import { mayAccess } from './token-patient.ts';

const readBody = createBodyReader<AppointmentResponse>('AppointmentResponse', cancellationSchema);

/** Handles `POST /AppointmentResponse`: the patient cancels (CN-2 to CN-4). */
export const createAppointmentResponse: Interaction = (world, request) => {
  const body = readBody(request.body);
  if (isProblem(body)) return body;
  const rejection = rejectDialect(shapeOfAppointmentResponse(body.value), world, 'AppointmentResponse.actor');
  if (rejection) return rejection;
  const bsn = bsnOf(body.value);
  if (bsn === undefined) return { problem: 'bsn-missing', expression: 'AppointmentResponse.actor' };
  const id = idIn('Appointment', body.value.appointment.reference);
  const record = id === undefined ? undefined : world.appointments.get(id);
  if (!record) return { problem: 'appointment-unknown', expression: 'AppointmentResponse.appointment.reference' };
  const journal = { appointment: record.id };
  if (!mayAccess(request.bearer, world, record)) return { problem: 'token-other-patient', journal };
  const patient = world.patientOf(record);
  // The simulator generated a made-up BSN itself, so Spreekuur.nl cannot know it.
  if (patient.origin !== 'made-up' && !world.isBsnOf(patient, bsn)) return { problem: 'patient-differs', journal };
  const cancelled = cancelAppointment(world, record, 'patient');
  if ('refused' in cancelled && cancelled.refused === 'past') return { problem: 'not-cancellable', journal };
  const { comment, appointment, participantStatus, actor } = body.value;
  const stored = { resourceType: 'AppointmentResponse', actor, comment, appointment, participantStatus };
  return jsonResponse(201, stored, { journal });
};
