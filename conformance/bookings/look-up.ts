import { entriesOf } from '../read/bundle.ts';
import { at, textOf } from '../read/json.ts';
import type { Session } from '../session/session.ts';
import type { XisResponse } from '../session/response.ts';

/** An appointment, read both ways (CN-1). */
export interface AppointmentLookup {
  /** The answer to reading it by its id. */
  readonly read: XisResponse;
  /** The answer to searching for its id. */
  readonly search: XisResponse;
  /** The appointment, from whichever had it. */
  readonly appointment: unknown;
  readonly wasRead: boolean;
  readonly wasFound: boolean;
  /** Other appointments that the search has found as well. */
  readonly others: readonly string[];
}

/** Reads an appointment by its id, and searches for it. */
export async function lookUp(session: Session, id: string): Promise<AppointmentLookup> {
  const read = await session.send({ purpose: 'read the appointment', path: `/Appointment/${id}` });
  const search = await session.send({ purpose: 'search for the appointment', path: '/Appointment', query: [['id', id]] });
  const asRead = read.status === 200 && isAppointment(read.body, id) ? read.body : undefined;
  const entries = search.status === 200 ? entriesOf(search.body) : undefined;
  const asFound = entries?.find(({ resource }) => isAppointment(resource, id))?.resource;
  const others = (entries ?? []).map(({ resource }) => resource).filter((one) => isOther(one, id));
  return {
    read,
    search,
    appointment: asRead ?? asFound,
    wasRead: asRead !== undefined,
    wasFound: asFound !== undefined,
    others: others.map((one) => textOf(at(one, 'id')) ?? ''),
  };
}

/** Whether a value is the Appointment with an id. */
function isAppointment(value: unknown, id: string): boolean {
  return at(value, 'resourceType') === 'Appointment' && at(value, 'id') === id;
}

function isOther(value: unknown, id: string): boolean {
  return at(value, 'resourceType') === 'Appointment' && at(value, 'id') !== id;
}

/** The status of an appointment that was looked up. */
export function statusOf({ appointment }: AppointmentLookup): string | undefined {
  return textOf(at(appointment, 'status'));
}
