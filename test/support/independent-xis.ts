import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DateTime } from 'luxon';

/** Deviations of the XIS, for tests of the findings of a verification. */
export interface XisDeviations {
  /** No appointment type needs approval. */
  readonly withoutApproval?: boolean;
  /** The resource type of a stored appointment contains the name of the patient, and the token of its booking. */
  readonly namesPatient?: boolean;
  /** Cancellations return success, but cancel nothing. */
  readonly forgetsCancellations?: boolean;
  /** A booking is stored, but returns 500. */
  readonly failsAfterStoring?: boolean;
  /** Every booking is rejected. */
  readonly rejectsBookings?: boolean;
  /** Every booking is rejected, and the code of the rejection is this text. */
  readonly rejectionCode?: string;
  /** Every cancellation is rejected. */
  readonly keepsAppointments?: boolean;
  /** Requests without this `Authorization` return 401. */
  readonly authorization?: string;
  /**
   * Decides by its bearer token for which patient a request is (AU-5, AU-6). Returns the BSN of a token, an empty text for a
   * token without one, and undefined for a token that the XIS rejects.
   */
  readonly bsnOf?: (token: string) => string | undefined;
}

interface StoredAppointment {
  readonly id: string;
  readonly slot: string;
  readonly body: Record<string, unknown>;
  status: 'booked' | 'proposed' | 'cancelled';
  readonly patient: string;
  readonly authorization: string | undefined;
}

const SYSTEM = 'urn:oid:2.16.840.1.113883.2.4.3.11.60';
const CHANNEL = 'urn:oid:2.16.840.1.113883.2.4.99|portal';
const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';
/** The test patient. */
export const PATIENT = { reference: 'Patient/pat-1', display: 'Test Patiënt', bsn: '999900109' };
const PATIENTS = [
  { id: 'pat-1', bsn: PATIENT.bsn },
  { id: 'pat-2', bsn: '999900390' },
];
const TYPES = [
  { code: 'A-12', display: 'Spreekuur (kort)', hour: 9, minutes: 15 },
  { code: 'B/7', display: 'Intake', hour: 13, minutes: 45 },
];

type AgendaSlot = ReturnType<typeof createAgenda>[number];
/** By the time of the XIS: to compute an agenda takes longer than most tests. */
const agendas = new Map<string, readonly AgendaSlot[]>();

function findAgenda(now: string): readonly AgendaSlot[] {
  const known = agendas.get(now) ?? createAgenda(now);
  agendas.set(now, known);
  return known;
}

/** Creates an agenda of one practitioner, on workdays, for five weeks. Times are milliseconds since the epoch. */
function createAgenda(now: string) {
  const today = DateTime.fromISO(now, { zone: 'Europe/Amsterdam' }).startOf('day');
  return Array.from({ length: 35 }, (_, day) => today.plus({ days: day }))
    .filter(({ weekday }) => weekday < 6)
    .flatMap((day) =>
      TYPES.flatMap((type) =>
        [0, 1, 2].map((nth) => {
          const start = day.set({ hour: type.hour }).plus({ minutes: type.minutes * nth });
          const end = start.plus({ minutes: type.minutes });
          const id = `${type.code[0]}${start.toMillis()}`;
          return { type, start: start.toMillis(), end: end.toMillis(), id, isClosed: start.day % 10 === 0 };
        }),
      ),
    );
}

// biome-ignore lint/suspicious/noExplicitAny: it trusts its requests, as a small XIS would
const nameIn = (body: any): string => body.participant[0].actor.display;

/**
 * Starts a XIS that shares no code with the simulator. It has other systems, codes and ids, absolute references, extra
 * fields and the shapes of R4.
 */
export async function startIndependentXis(now: string, deviations: XisDeviations = {}) {
  const appointments: StoredAppointment[] = [];
  const agenda = findAgenda(now);
  let base = '';

  const slots = () =>
    agenda.map((slot) => {
      const isTaken = appointments.some(({ slot: id, status }) => id === slot.id && status !== 'cancelled');
      return { ...slot, status: isTaken || slot.isClosed ? 'busy' : 'free' };
    });

  const slotResource = ({ type, start, end, id, status }: ReturnType<typeof slots>[number]) => ({
    resourceType: 'Slot',
    id,
    meta: { versionId: '1', profile: ['http://nictiz.nl/fhir/StructureDefinition/Slot'] },
    serviceCategory: [
      {
        coding: [
          { system: 'urn:own', code: 'x' },
          { system: SYSTEM, code: type.code, display: type.display },
        ],
        text: type.display,
      },
    ],
    schedule: { reference: `${base}/Schedule/9f1c-2`, type: 'Schedule' },
    status,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    overbooked: false,
    extension: [
      { url: 'urn:extension:room', valueString: 'Kamer 3' },
      {
        url: 'https://xis.example/fhir/actor',
        valueReference: { reference: `${base}/Practitioner/77`, type: 'Practitioner', display: 'mw. dr. É. Özdemir' },
      },
    ],
  });

  const bundle = (resources: readonly object[]) => ({
    resourceType: 'Bundle',
    id: 'b1',
    meta: { lastUpdated: now },
    type: 'searchset',
    ...(resources.length > 0
      ? { entry: resources.map((resource) => ({ fullUrl: `${base}/x`, resource, search: { mode: 'match' } })) }
      : {}),
  });
  const outcome = (code: string) => ({
    resourceType: 'OperationOutcome',
    text: { status: 'generated', div: '<div>Fout</div>' },
    issue: [{ severity: 'error', code, details: { text: 'Dat kan niet.' } }],
  });
  type Reply = readonly [status: number, body?: object, headers?: Record<string, string>];

  const searchSlot = (query: URLSearchParams): Reply => {
    const bound = (prefix: string) =>
      query
        .getAll('schedule.date')
        .filter((date) => date.startsWith(prefix))
        .map((date) => Date.parse(date.slice(2)));
    const schedule = query.get('schedule');
    const found = slots().filter(
      (slot) =>
        (query.get('service-category') ?? `${SYSTEM}|${slot.type.code}`) === `${SYSTEM}|${slot.type.code}` &&
        (query.get('status') ?? slot.status) === slot.status &&
        (schedule === null || schedule === '9f1c-2') &&
        bound('ge').every((from) => slot.start >= from) &&
        bound('le').every((to) => slot.start <= to),
    );
    return [200, bundle(found.map(slotResource))];
  };

  const types = (query: URLSearchParams): Reply => {
    const isOurs = (query.get('service-category') ?? CHANNEL) === CHANNEL;
    const include = isOurs
      ? TYPES.map(({ code, display }) => ({ system: SYSTEM, version: '2026', concept: [{ code, display, extra: 1 }] }))
      : [];
    return [
      200,
      {
        resourceType: 'ValueSet',
        url: 'urn:uuid:1',
        name: 'Afspraaktypes',
        status: 'draft',
        ...(isOurs ? { compose: { include } } : {}),
      },
    ];
  };

  const appointment = ({ id, body, status, authorization }: StoredAppointment) => ({
    ...body,
    ...(deviations.namesPatient ? { resourceType: `Afspraak van ${nameIn(body)} met ${authorization}` } : {}),
    id,
    status,
    priority: 5,
    participant: (body['participant'] as { actor: Record<string, string>; status: string }[]).map(
      ({ actor: { required: _required, ...actor }, status: participation }, index) => ({
        type: [{ text: 'deelnemer' }],
        actor,
        required: 'required',
        status: index === 0 ? participation : status === 'proposed' ? 'needs-action' : 'accepted',
      }),
    ),
  });

  // biome-ignore lint/suspicious/noExplicitAny: it trusts its requests, as a small XIS would
  const create = (body: any, authorization: string | undefined): Reply => {
    const slot = slots().find(
      ({ start, end, type }) =>
        start === Date.parse(body.start) &&
        end === Date.parse(body.end) &&
        type.code === body.serviceCategory[0].coding[0].code,
    );
    if (!slot || deviations.rejectsBookings || deviations.rejectionCode !== undefined)
      return [422, outcome(deviations.rejectionCode ?? 'business-rule')];
    if (slot.status !== 'free') return [409, outcome('conflict')];
    const needsApproval = slot.type.code === 'B/7' && !deviations.withoutApproval;
    const created: StoredAppointment = {
      id: `afspr.${appointments.length + 1}`,
      slot: slot.id,
      body,
      status: needsApproval ? 'proposed' : 'booked',
      patient: body.participant[0].actor.reference,
      authorization,
    };
    appointments.push(created);
    if (deviations.failsAfterStoring) return [500, outcome('exception')];
    return [201, appointment(created), { Location: `${base}/Appointment/${created.id}/_history/1` }];
  };

  // biome-ignore lint/suspicious/noExplicitAny: as above
  const cancel = (body: any): Reply => {
    const stored = appointments.find(({ id }) => body.appointment.reference === `Appointment/${id}`);
    if (!stored) return [404, outcome('not-found')];
    if (deviations.keepsAppointments) return [403, outcome('forbidden')];
    if (!deviations.forgetsCancellations) stored.status = 'cancelled';
    return [201];
  };

  /** Returns the response to a request whose token has no BSN, or that of another patient; undefined for any other. */
  const refuse = (path: string, bsn: string, body: unknown, query: URLSearchParams): Reply | undefined => {
    const isOfPatient = /^(?:GET \/r4\/(?:Patient|Appointment)|POST \/r4\/Appointment(?:Response)?)$/.test(path);
    if (!isOfPatient) return undefined;
    if (bsn === '') return [403, outcome('forbidden')];
    const known = PATIENTS.find((patient) => patient.bsn === bsn);
    if (path === 'GET /r4/Patient') {
      const { id } = known ?? {};
      const patient = { resourceType: 'Patient', id, identifier: [{ system: BSN_SYSTEM, value: bsn }] };
      return [200, bundle(known ? [patient] : [])];
    }
    // biome-ignore lint/suspicious/noExplicitAny: it trusts its requests, as a small XIS would
    const { participant, appointment: cancelled } = (body ?? {}) as any;
    const id = query.get('id') ?? cancelled?.reference.split('/')[1];
    const patient = participant?.[0].actor.reference ?? appointments.find((stored) => stored.id === id)?.patient;
    return patient === undefined || patient === `Patient/${known?.id}` ? undefined : [403, outcome('forbidden')];
  };

  const respond = async (request: IncomingMessage): Promise<Reply> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (deviations.authorization !== undefined && request.headers.authorization !== deviations.authorization)
      return [401, outcome('login')];
    if (!String(request.headers['x-organization-identifier']).endsWith('|01234567')) return [403, outcome('forbidden')];
    const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
    const path = `${request.method} ${pathname}`;
    if (deviations.bsnOf) {
      const bsn = deviations.bsnOf(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (bsn === undefined) return [401, outcome('login')];
      const refusal = refuse(path, bsn, body, searchParams);
      if (refusal) return refusal;
    }
    switch (path) {
      case 'GET /r4/ValueSet/BookableAppointmentTypes':
        return types(searchParams);
      case 'GET /r4/Slot':
        return searchSlot(searchParams);
      case 'GET /r4/Appointment':
        return [200, bundle(appointments.filter(({ id }) => id === searchParams.get('id')).map(appointment))];
      case 'POST /r4/Appointment':
        return create(body, request.headers.authorization);
      case 'POST /r4/AppointmentResponse':
        return cancel(body);
      default:
        return [404, outcome('not-found')];
    }
  };

  const server = createServer(async (request, response) => {
    const [status, body, headers] = await respond(request);
    response.writeHead(status, { 'Content-Type': 'application/fhir+json;charset=UTF-8', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r4`;
  return {
    /** The target of a verification, with a patient who is known in it. */
    target: { baseUrl: base, organization: '01234567', category: CHANNEL, patient: PATIENT },
    /** Returns the ids of the appointments that are not cancelled. */
    listOpen: () => appointments.filter(({ status }) => status !== 'cancelled').map(({ id }) => id),
    countBookings: () => appointments.length,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
