import { jsonAnswer } from '../answer.ts';
import { appointmentResource } from '../representation/appointment.ts';
import type { Interaction } from './interaction.ts';

/** `GET /Appointment/{id}` (CN-1). */
export const readAppointment: Interaction = (world, { id }) => {
  const record = world.appointments.get(id);
  if (!record) return { problem: 'no-such-resource' };
  return jsonAnswer(200, appointmentResource(record, world.appointmentContext), { about: { appointment: id } });
};
