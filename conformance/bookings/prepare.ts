import type { ResolvedCheckOptions, TestPatient } from '../options.ts';
import type { XisRequest } from '../session/request.ts';
import { type BookingRequest, appointmentBody } from './bodies.ts';
import type { BookingIntent } from './booking.ts';

/** By this the practice knows what an appointment is, and we know our own. */
export const COMMENT_MARKER = 'xis-testkit';

/** What is asked for with a wish: for the test patient, with a mark by which it is known again. */
export function buildRequest({ slot }: BookingIntent, patient: TestPatient, options: ResolvedCheckOptions): BookingRequest {
  const id = `xt-${options.system.unique()}`.replace(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
  return {
    id,
    start: slot.start,
    end: slot.end,
    type: slot.type,
    practitioner: slot.practitioner,
    patient,
    ...(options.token === undefined && patient.bsn !== undefined ? { bsn: patient.bsn } : {}),
    comment: `Testafspraak van ${COMMENT_MARKER}, wordt afgezegd (${id})`,
  };
}

/** The request that asks for it. */
export function bookingRequest({ purpose, body, rawBody }: BookingIntent, asked: BookingRequest): XisRequest {
  const published = appointmentBody(asked);
  const spoiled = body ? body(published) : published;
  return {
    purpose,
    method: 'POST',
    path: '/Appointment',
    // Once it is on its way its answer is waited for: else nobody knew whether it was made.
    ignoreAbort: true,
    ...(rawBody ? { rawBody: rawBody(JSON.stringify(spoiled)) } : { body: spoiled }),
  };
}
