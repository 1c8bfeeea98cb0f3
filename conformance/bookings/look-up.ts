import { entriesOf } from '../read/bundle.ts';
import { at, textOf } from '../read/json.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';

/** An appointment, looked up in both ways (CN-1). */
export interface AppointmentLookup {
  readonly read: XisResponse;
  readonly search: XisResponse;
  /** The appointment, from the first of the two that has it. */
  readonly appointment: unknown;
  readonly wasRead: boolean;
  readonly wasFound: boolean;
  /** Ids of other appointments that the search returned as well. */
  readonly others: readonly string[];
}

/** Reads an appointment by its id, and searches for it. */
export async function lookUp(session: Session, id: string): Promise<AppointmentLookup> {
  const read = await session.send({ purpose: 'read the appointment', path: `/Appointment/${id}` });
  const search = await session.send({
    purpose: 'search for the appointment',
    path: '/Appointment',
    query: [['id', id]],
  });
  const asRead = read.status === 200 && isAppointment(read.body, id) ? read.body : undefined;
  const entries = search.status === 200 ? entriesOf(search.body) : undefined;
  const asFound = entries?.find(({ resource }) => isAppointment(resource, id))?.resource;
  const others = (entries ?? [])
    .map(({ resource }) => resource)
    .filter((resource) => at(resource, 'resourceType') === 'Appointment' && at(resource, 'id') !== id);
  return {
    read,
    search,
    appointment: asRead ?? asFound,
    wasRead: asRead !== undefined,
    wasFound: asFound !== undefined,
    others: others.map((appointment) => textOf(at(appointment, 'id')) ?? ''),
  };
}

function isAppointment(value: unknown, id: string): boolean {
  return at(value, 'resourceType') === 'Appointment' && at(value, 'id') === id;
}

export function statusOf({ appointment }: AppointmentLookup): string | undefined {
  return textOf(at(appointment, 'status'));
}
