import { bookingOf, cancellationOf } from '../appointment.ts';
import { call, findSlots, type Reply, type SlotOfTest } from '../http.ts';
import type { DefectCases, Look } from './case.ts';

/** A BSN that must not come back. */
const BSN = '999900687';

/** Errors, media types, parameters and the CapabilityStatement (TR). */
export const TRANSPORT: DefectCases = {
  async facts({ xis }: Look) {
    const [slot] = (await findSlots(xis, 'schedule=jansen&schedule.date=ge2027-01-12')) as [SlotOfTest];
    const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: BSN };
    const [patient, practitioner] = bookingOf(slot).participant;
    const participant = [{ ...patient, actor: { ...patient?.actor, identifier } }, practitioner];
    const refused = await call(xis, 'POST', '/Appointment', { body: bookingOf(slot, { participant }) });
    const unknownId = await call(xis, 'GET', '/Appointment/99');
    const nowhere = await call(xis, 'GET', '/Nothing');
    for (let count = 0; count < 2; count++) await call(xis, 'POST', '/Appointment', { body: bookingOf(slot) });
    const conflict = await call(xis, 'POST', '/Appointment', { body: bookingOf(slot) });
    const errors: readonly Reply[] = [refused, unknownId, nowhere, conflict];
    const search = await call(xis, 'GET', '/Slot?schedule.date=ge2027-01-12&colour=red');
    const strict = await call(xis, 'GET', '/Slot?colour=red', { headers: { Prefer: 'handling=strict' } });
    return {
      statuses: errors.map(({ status }) => status),
      codes: errors.map(({ body }) => body?.issue[0].code),
      bsn: errors.map(({ text }) => text.includes(BSN)),
      stack: errors.map(({ text }) => /\.java:\d+/.test(text)),
      errorTypes: [...new Set(errors.map(typeOf))],
      search: [search.status, search.body.entry?.length],
      strict: strict.status,
      types: [typeOf(search), typeOf(await call(xis, 'GET', '/ValueSet/BookableAppointmentTypes'))],
      metadata: (await call(xis, 'GET', '/metadata')).body?.resourceType,
    };
  },
  changes: {
    'media-type-json': () => ({ types: ['application/json', 'application/json'], errorTypes: ['application/json'] }),
    'error-without-outcome': () => ({ codes: Array(4).fill(undefined), errorTypes: ['text/plain'] }),
    'error-other-code': () => ({ codes: ['informational', 'informational', 'informational', 'conflict'] }),
    'error-shows-bsn': () => ({ bsn: [true, false, false, false] }),
    'error-shows-stack': () => ({ stack: [true, true, true, true] }),
    'unknown-parameter-refused': () => ({ search: [400, undefined] }),
    'strict-ignored': () => ({ strict: 200 }),
    'no-capability-statement': () => ({ metadata: 'OperationOutcome' }),
  },
};

/** What another organization gets, and who names none or one that is not there (TR-2, TR-6). */
export const TENANTS: DefectCases = {
  async facts({ xis, other }: Look) {
    const [slot] = (await findSlots(xis, 'schedule=jansen&schedule.date=ge2027-01-12')) as [SlotOfTest];
    await call(xis, 'POST', '/Appointment', { body: bookingOf(slot) });
    const types = async (headers: Readonly<Record<string, string>>) =>
      (await call({ ...xis, headers }, 'GET', '/ValueSet/BookableAppointmentTypes')).status;
    return {
      own: (await call(xis, 'GET', '/Appointment/1001')).status,
      read: (await call(other, 'GET', '/Appointment/1001')).status,
      readUnknown: (await call(other, 'GET', '/Appointment/99')).status,
      ownSlots: (await findSlots(xis, 'schedule.date=le2027-01-12')).length,
      slots: (await findSlots(other, 'schedule.date=le2027-01-12')).length,
      ofSchedule: (await findSlots(other, 'schedule.date=le2027-01-12&schedule=yilmaz')).length,
      missing: await types({}),
      unknown: await types({ 'X-Organization-Identifier': '12345678' }),
      unreadable: await types({ 'X-Organization-Identifier': 'De Linde' }),
      cancelled: (await call(other, 'POST', '/AppointmentResponse', { body: cancellationOf('1001') })).status,
      states: xis.appointments.list().map(({ state }) => state),
    };
  },
  changes: {
    'organization-missing-served': () => ({ missing: 200 }),
    'organization-unknown-served': () => ({ unknown: 200 }),
    'appointment-read-across': () => ({ read: 200 }),
    'cancel-across': () => ({ cancelled: 201, states: ['cancelled'] }),
    'slot-shown-across': ({ ownSlots, slots }) => ({ slots: slots + ownSlots }),
  },
};

interface Entry {
  readonly actor?: unknown;
  readonly resource?: { readonly actor?: unknown };
}

/** Schedules and practitioner roles (PR). */
export const OTHER_READS: DefectCases = {
  async facts({ xis }: Look) {
    const schedules = (await call(xis, 'GET', '/Schedule')).body.entry;
    const roles = (await call(xis, 'GET', '/PractitionerRole')).body.entry;
    return {
      actors: schedules.map((one: Entry) => (one.resource ?? one).actor !== undefined),
      ids: roles.map(({ resource }: { readonly resource: { readonly id?: string } }) => resource.id),
    };
  },
  changes: {
    'schedule-entry-without-actor': () => ({ actors: [false, true] }),
    'practitioner-role-without-id': () => ({ ids: [undefined, 'smit'] }),
  },
};

function typeOf({ headers }: Reply): string | undefined {
  return headers.get('content-type')?.split(';')[0];
}
