import type { Bearer } from '../../oauth/bearer/validate.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { BookingRequest } from '../domain/booking/decide-booking.ts';
import type { Patient } from '../domain/practice.ts';
import type { Problem } from '../problem.ts';
import type { World } from '../world/world.ts';

/**
 * Returns whether a token is of a patient (AU-6). A made-up BSN never contradicts a request; without a bearer, tokens are not
 * looked into.
 */
function isOf(bearer: Bearer | undefined, patient: Patient, world: Pick<World, 'isBsnOf'>): boolean {
  return !bearer || patient.origin === 'made-up' || world.isBsnOf(patient, bearer.bsn);
}

/** Returns the patient of the practice with a BSN (PT-1); undefined without one. A made-up BSN belongs to no patient. */
export function findPatient(world: Pick<World, 'patients' | 'isBsnOf'>, bsn: string | undefined): Patient | undefined {
  return [...world.patients.values()].find((patient) => patient.origin !== 'made-up' && world.isBsnOf(patient, bsn));
}

/** Returns whether the patient of a token may see and cancel an appointment (AU-6). */
export function mayAccess(bearer: Bearer | undefined, world: World, record: AppointmentRecord): boolean {
  return isOf(bearer, world.patientOf(record), world);
}

/**
 * Gives a booking the BSN of the token, so that a patient who is new to the practice gets it.
 * @returns a problem where the booking is for another patient than that of the token (AU-6)
 */
export function bookForPatient(
  bearer: Bearer | undefined,
  world: World,
  booking: BookingRequest,
): BookingRequest | Problem {
  if (bearer?.bsn === undefined) return booking;
  const { patient } = booking;
  const known = world.patients.get(patient.reference);
  const contradicts =
    (patient.bsn !== undefined && patient.bsn !== bearer.bsn) || (known && !isOf(bearer, known, world));
  // The practice knows the patient of the token by another reference.
  const isKnown = known !== undefined && world.isBsnOf(known, bearer.bsn);
  const isOther = contradicts || (!isKnown && findPatient(world, bearer.bsn) !== undefined);
  if (isOther) return { problem: 'token-other-patient', expression: 'Appointment.participant' };
  return { ...booking, patient: { ...patient, bsn: bearer.bsn } };
}
