import { isActive } from '../domain/booking/appointment.ts';
import type { World } from './world.ts';

/**
 * Returns the references of the patients whose BSN may still be sent: in a callback about an appointment that is pending, or
 * booked and not past; in a callback that has not ended; in the response for the patient who is logged in (CB-1, UP-1, PT-1).
 */
export function findPatientsInUse(world: World): ReadonlySet<string> {
  const now = world.clock.now();
  const inUse = world.appointments
    .list()
    .filter((record) => (isActive(record) && record.end > now) || world.deliveries.hasOpen(record.id))
    .map(({ patient }) => patient);
  return new Set(world.loggedInPatient === undefined ? inUse : [...inUse, world.loggedInPatient]);
}
