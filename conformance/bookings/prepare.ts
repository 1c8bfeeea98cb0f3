import type { ResolvedCheckOptions, TestPatient } from '../options.ts';
import type { TargetRequest } from '../session/request.ts';
import { type Asked, appointmentBody } from './bodies.ts';
import type { Wish } from './booking.ts';

/** By this the practice knows what an appointment is, and we know our own. */
export const OURS = 'xis-testkit';

/** What is asked for with a wish: for the test patient, with a mark by which it is known again. */
export function askedOf({ slot }: Wish, patient: TestPatient, options: ResolvedCheckOptions): Asked {
  const id = `xt-${options.system.unique()}`.replace(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
  return {
    id,
    start: slot.start,
    end: slot.end,
    type: slot.type,
    practitioner: slot.practitioner,
    patient,
    ...(options.token === undefined && patient.bsn !== undefined ? { bsn: patient.bsn } : {}),
    comment: `Testafspraak van ${OURS}, wordt afgezegd (${id})`,
  };
}

/** The request that asks for it. */
export function bookingRequest({ purpose, body, rawBody }: Wish, asked: Asked): TargetRequest {
  const published = appointmentBody(asked);
  const spoiled = body ? body(published) : published;
  return {
    purpose,
    method: 'POST',
    path: '/Appointment',
    // Once it is on its way its answer is waited for: else nobody knew whether it was made.
    evenWhenAborted: true,
    ...(rawBody ? { rawBody: rawBody(JSON.stringify(spoiled)) } : { body: spoiled }),
  };
}
