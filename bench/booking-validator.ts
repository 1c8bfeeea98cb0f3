import { newAppointmentSchema } from '../fhir/resources/appointment.ts';
import { validator } from '../schema/validator.ts';

const shape = validator(newAppointmentSchema);

/** Whether a body is one that `POST /Appointment` takes, by ajv and the simulator's own schema. */
export function isValidBooking(body: unknown): boolean {
  return shape.accepts(body);
}
