import { entriesOf } from '../read/bundle.ts';
import { at, textOf } from '../read/json.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';

/** An appointment, looked up in both ways (CN-1), or in the one that the option `readBack` names. */
export interface AppointmentLookup {
  readonly read: XisResponse | undefined;
  readonly search: XisResponse | undefined;
  /** The appointment, from the first of the two that has it. */
  readonly appointment: unknown;
  /** The appointment as each of the two shows it. */
  readonly shown: readonly unknown[];
  readonly wasRead: boolean;
  readonly wasFound: boolean;
  /** Ids of other appointments that either way returned, by exchange (CN-7). */
  readonly others: readonly { readonly id: string; readonly exchangeId: string }[];
  /** The ids of the exchanges. */
  readonly exchanges: readonly string[];
}

/** Reads an appointment by its id, and searches for it. */
export async function lookUp(session: Session, id: string): Promise<AppointmentLookup> {
  const { readBack } = session.options;
  const read =
    readBack === 'search'
      ? undefined
      : await session.send({ purpose: 'read the appointment', path: `/Appointment/${id}` });
  const search =
    readBack === 'read'
      ? undefined
      : await session.send({ purpose: 'search for the appointment', path: '/Appointment', query: [['id', id]] });
  const entries = search?.status === 200 ? entriesOf(search.body) : undefined;
  const found = (entries ?? []).map(({ resource }) => resource);
  const asRead = read?.status === 200 && isAppointment(read.body, id) ? read.body : undefined;
  const asFound = found.find((resource) => isAppointment(resource, id));
  if (asRead !== undefined) session.forms.seen.readBacks.add('read');
  if (asFound !== undefined) session.forms.seen.readBacks.add('search');
  const othersIn = (resources: readonly unknown[], response: XisResponse | undefined) =>
    resources
      .filter((resource) => at(resource, 'resourceType') === 'Appointment' && at(resource, 'id') !== id)
      .map((resource) => ({ id: textOf(at(resource, 'id')) ?? '', exchangeId: response?.exchangeId ?? '' }));
  return {
    read,
    search,
    appointment: asRead ?? asFound,
    shown: [asRead, asFound].filter((resource) => resource !== undefined),
    wasRead: asRead !== undefined,
    wasFound: asFound !== undefined,
    others: [...othersIn(read?.status === 200 ? [read.body] : [], read), ...othersIn(found, search)],
    exchanges: [read, search].flatMap((response) => response?.exchangeId ?? []),
  };
}

/** Returns whether a XIS has the search: it returns a Bundle, with or without the appointment. A read may be 404 for both reasons. */
export function hasSearch({ search }: AppointmentLookup): boolean {
  return search?.status === 200 && entriesOf(search.body) !== undefined;
}

function isAppointment(value: unknown, id: string): boolean {
  return at(value, 'resourceType') === 'Appointment' && at(value, 'id') === id;
}

export function statusOf({ appointment }: AppointmentLookup): string | undefined {
  return textOf(at(appointment, 'status'));
}
