import { newAppointmentSchema } from '../fhir/resources/appointment.ts';
import { validator } from '../schema/validator.ts';

const newAppointment = validator(newAppointmentSchema);

/** Returns whether a body satisfies the simulator's schema of `POST /Appointment`. The bare servers load this on demand. */
export function isValidBooking(body: unknown): boolean {
  return newAppointment.accepts(body);
}
