import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSimulatorWithPage, type SimulatorWithPage } from '../../cli/simulate/simulator-with-page.ts';
import type { SessionEvent } from '../../cli/ui/bookings/session.ts';
import { DAAN, EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { Simulator } from '../../simulator/index.ts';
import { openEventStream } from '../support/event-stream.ts';
import { type ScriptedXis, startScriptedXis } from '../support/scripted-xis.ts';

const AGB = '01000001';
const OTHER_AGB = '01000002';
const TOKEN = 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001';
/** A canary for each secret that a page can send. */
const SECRETS = { token: 'canary-token', header: ['X-Key: canary-header'], patientBsn: '123456782' };

let simulator: Simulator;
let served: SimulatorWithPage;
let errors: unknown[];

beforeEach(async () => {
  errors = [];
  const second = { ...SMALL_PRACTICE, patients: [{ id: '1', name: 'Lotte Smit' }] };
  const organizations = [
    { ...SMALL_PRACTICE, agb: AGB },
    { ...second, agb: OTHER_AGB },
  ];
  served = await createSimulatorWithPage({ port: 0, configuration: { organizations } }, (error) => errors.push(error));
  simulator = served.simulator;
  await simulator.listen();
  for (const { callbacks } of simulator.organizations.list()) callbacks.set({ url: `${simulator.url}/__ui/spreekuur` });
});

afterEach(async () => {
  await served.close();
  expect(errors).toEqual([]);
});

/** Sends a request to the service. */
async function call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${simulator.url}/__ui${path}`, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  return { status: response.status, text, body: (text === '' ? undefined : JSON.parse(text)) as any };
}

const problem = ({ status, body }: Awaited<ReturnType<typeof call>>) => [status, body?.issue?.[0]?.diagnostics];

/** Logs a patient of the first practice in, and returns the path of the session. */
async function logIn(values: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { status, body, text } = await call('POST', '/patients', {
    organization: AGB,
    patientReference: EMMA.reference,
    ...values,
  });
  if (status !== 201) throw new Error(text);
  return `/patients/${body.id}`;
}

const tokenOf = (code: string) => `${SMALL_PRACTICE.typeSystem}|${code}`;

/** Books a timeslot of a type; the practitioner decides about a `gesprek`. */
async function book(patient: string, code: string, index = 0) {
  const type = encodeURIComponent(tokenOf(code));
  await call('GET', `${patient}/types`);
  const { body } = await call('GET', `${patient}/timeslots?type=${type}&schedule=jansen&week=1`);
  const slot = body.slots[index].key;
  return (await call('POST', `${patient}/bookings`, { type: tokenOf(code), slot, reason: 'Hoofdpijn' })).body;
}

/** Reads the events of a patient until one matches. */
async function waitFor(patient: string, matches: (event: SessionEvent) => boolean): Promise<SessionEvent> {
  const stream = await openEventStream(`${simulator.url}/__ui${patient}/events`);
  try {
    for (;;) {
      const event = (await stream.next())?.data as SessionEvent | undefined;
      if (!event) throw new Error('the stream ended');
      if (matches(event)) return event;
    }
  } finally {
    await stream.close();
  }
}

const hasKind = (kind: string) => (event: SessionEvent) =>
  event.type === 'appointment' && event.appointment.kind === kind;

/** A page of before a restart has no id that the service gives again: it would book for another patient. */
const UNGUESSABLE = /^[0-9a-f-]{36}$/;

describe('a patient of the simulator', () => {
  test('logs in by the reference alone, and can cancel: the practice knows name and BSN', async () => {
    const { status, body } = await call('POST', '/patients', { organization: AGB, patientReference: 'Patient/1' });
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(UNGUESSABLE),
        xis: simulator.baseUrl,
        organization: AGB,
        patient: { reference: EMMA.reference, display: EMMA.display },
        canCancel: true,
        language: 'en',
        callbacksUrl: `${simulator.url}/__ui/spreekuur`,
        isLocal: true,
        notes: [],
      },
    ]);
    expect((await call('GET', '/patients')).body).toEqual({ patients: [body] });
    expect((await call('GET', `/patients/${body.id}`)).body).toEqual(body);
  });

  test('AT-1, AG-2, SL-14: the steps of the flow offer what the practice has, on its clock', async () => {
    const patient = await logIn();
    const { types } = (await call('GET', `${patient}/types`)).body;
    expect(types.map(({ display }: { display: string }) => display)).toEqual(['Consult', 'Gesprek', 'Visite']);
    const type = encodeURIComponent(types[0].token);
    const { agendas } = (await call('GET', `${patient}/agendas?type=${type}`)).body;
    expect(agendas).toMatchObject([
      { schedule: 'jansen', name: 'Dr. Jansen', firstFree: '2027-01-12T09:00:00+01:00' },
      { schedule: 'smit' },
    ]);
    const week = (await call('GET', `${patient}/timeslots?type=${type}&schedule=jansen&week=1`)).body;
    expect(week).toMatchObject({ outcome: 'timeslots', from: '2027-01-12T00:00:00+01:00' });
    expect(week.slots).toHaveLength(30);
    expect(week.slots[0]).toMatchObject({ start: '2027-01-12T09:00:00+01:00', practitioners: ['Dr. Jansen'] });
    const any = (await call('GET', `${patient}/timeslots?type=${type}&week=1`)).body;
    expect(any.slots).toHaveLength(33);
  });

  test('CB-4: an appointment waits, and the decision of the practitioner arrives with its comment', async () => {
    const patient = await logIn();
    expect(await book(patient, 'gesprek')).toMatchObject({
      outcome: 'pending',
      text: {
        en: 'Your appointment has been requested. You will hear from the practice.',
        nl: 'Uw afspraak is aangevraagd. U hoort van de praktijk.',
      },
      appointment: { id: '1001', state: 'pending', kind: 'pending', type: 'Gesprek', practitioner: 'Dr. Jansen' },
    });
    simulator.organization(AGB).approvals.approve('1001', 'Tot dan!');
    await waitFor(patient, hasKind('approved'));
    expect((await call('GET', `${patient}/appointments`)).body.appointments).toMatchObject([
      {
        id: '1001',
        state: 'approved',
        kind: 'approved',
        comment: 'Tot dan!',
        text: { nl: 'Uw afspraak is goedgekeurd.' },
      },
    ]);
  });

  test('UP-1, CN-3: the practice moves an appointment, and the patient cancels it', async () => {
    const patient = await logIn();
    await book(patient, 'consult');
    simulator.organization(AGB).appointments.move('1001', { start: '2027-01-13T09:30:00+01:00' });
    await waitFor(patient, hasKind('modified'));
    const moved = (await call('GET', `${patient}/appointments`)).body.appointments[0];
    expect(moved).toMatchObject({ start: '2027-01-13T09:30:00+01:00', state: 'approved' });
    const { body } = await call('POST', `${patient}/appointments/1001/cancel`, { comment: 'Ik ben beter.' });
    expect(body).toMatchObject({
      outcome: 'cancelled',
      appointment: { state: 'cancelled', kind: 'cancelled-by-patient' },
    });
    expect(simulator.organization(AGB).appointments.get('1001').state).toBe('cancelled');
    expect((await call('POST', `${patient}/appointments/1001/cancel`, {})).body.outcome).toBe('not-cancellable');
  });

  test('AP-7: a timeslot that was taken meanwhile is a conflict with the published text', async () => {
    const patient = await logIn();
    simulator.organization(AGB).contention.set({ goneWhenBooked: { next: 1 } });
    expect(await book(patient, 'consult')).toMatchObject({
      outcome: 'conflict',
      text: { en: 'Timeslot no longer available, please choose another timeslot' },
    });
  });

  test('the stream of events has requests and appointments, and resumes', async () => {
    const patient = await logIn();
    await book(patient, 'consult');
    const whole = await openEventStream(`${simulator.url}/__ui${patient}/events`);
    const events = await whole.take(4);
    await whole.close();
    expect(events.map(({ event, id }) => `${id} ${event}`)).toEqual([
      '1 exchange',
      '2 exchange',
      '3 exchange',
      '4 appointment',
    ]);
    const rest = await openEventStream(`${simulator.url}/__ui${patient}/events`, { 'Last-Event-ID': '3' });
    expect((await rest.take(1))[0]).toEqual(events[3]);
    await rest.close();
  });
});

describe('several patients', () => {
  test('CB-1, UP-2: each gets the callbacks about its own appointments, at one url', async () => {
    const emma = await logIn();
    const daan = await logIn({ patientReference: DAAN.reference });
    const other = await logIn({ organization: OTHER_AGB, patientReference: 'Patient/1' });
    await book(emma, 'gesprek');
    await book(daan, 'gesprek', 1);
    await book(other, 'gesprek', 2);
    const practice = simulator.organization(AGB);
    practice.approvals.approve('1002');
    simulator.organization(OTHER_AGB).approvals.decline('1001');
    await waitFor(daan, hasKind('approved'));
    await waitFor(other, hasKind('rejected'));
    const made = { schedule: 'jansen', type: 'consult', start: '2027-01-14T09:00:00+01:00', patient: DAAN.reference };
    practice.appointments.make(made);
    await waitFor(daan, hasKind('new'));
    const states = async (patient: string) =>
      (await call('GET', `${patient}/appointments`)).body.appointments.map(
        ({ id, kind }: { readonly id: string; readonly kind: string }) => `${id} ${kind}`,
      );
    expect([await states(emma), await states(daan), await states(other)]).toEqual([
      ['1001 pending'],
      ['1003 new', '1002 approved'],
      ['1001 rejected'],
    ]);
  });

  test('the oldest of more than 20 is logged out', async () => {
    const first = await logIn();
    for (let count = 0; count < 20; count++) await logIn();
    expect((await call('GET', first)).status).toBe(404);
    expect((await call('GET', '/patients')).body.patients).toHaveLength(20);
  });
});

describe('callbacks', () => {
  const ANSWER = {
    actor: { identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: EMMA.bsn } },
    comment: 'Tot dan!',
    appointment: { reference: 'Appointment/999' },
    participantStatus: 'accepted',
  };
  const send = (body: unknown, headers: Readonly<Record<string, string>>, path = '/spreekuur/AppointmentResponse') =>
    call('POST', path, body, { 'Content-Type': 'application/fhir+json', ...headers });

  test('of an organization without a patient get 404', async () => {
    const { status, body } = await send(ANSWER, { 'X-Organization-Identifier': TOKEN });
    expect([status, body.issue[0].code]).toEqual([404, 'not-found']);
  });

  test.for<[string, unknown, Readonly<Record<string, string>>, number]>([
    ['CB-5: of an unknown appointment', ANSWER, { 'X-Organization-Identifier': TOKEN }, 404],
    ['TR-2: without an organization', ANSWER, {}, 400],
    ['CB-5: that are no resource', 7, { 'X-Organization-Identifier': TOKEN }, 422],
    ['TR-14: that are too long', { comment: 'x'.repeat(1_100_000) }, { 'X-Organization-Identifier': TOKEN }, 413],
    ['TR-14: that are compressed', ANSWER, { 'X-Organization-Identifier': TOKEN, 'Content-Encoding': 'gzip' }, 415],
  ])('%s get the response of the engine', async ([, body, headers, status]) => {
    await logIn();
    expect((await send(body, headers)).status).toBe(status);
  });

  test('need no access to the service, because a XIS sends them', async () => {
    await logIn();
    const { status } = await send(ANSWER, { 'X-Organization-Identifier': TOKEN, Origin: 'https://xis.example' });
    expect(status).toBe(404);
    expect((await call('GET', '/patients', undefined, { Origin: 'https://xis.example' })).status).toBe(403);
  });
});

describe('a real XIS', () => {
  let xis: ScriptedXis;
  beforeEach(async () => {
    xis = await startScriptedXis();
  });
  afterEach(() => xis.close());
  const real = () => ({ xis: xis.url, organization: AGB });

  test('AU-1: gets the token and the headers of the form, and no view has a secret', async () => {
    xis.respondWith({ status: 500, body: { echo: SECRETS } });
    const patient = await logIn({ ...real(), ...SECRETS, patientName: 'Canary Name' });
    const shown = [
      await call('GET', patient),
      await call('GET', '/patients'),
      await call('GET', '/patients/options'),
      await call('GET', `${patient}/types`),
      await call('GET', `${patient}/appointments`),
    ];
    expect(xis.received.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer canary-token',
      'x-key': 'canary-header',
    });
    const stream = await openEventStream(`${simulator.url}/__ui${patient}/events`);
    await stream.take(1);
    await stream.close();
    const texts = [...shown.map(({ text }) => text), stream.text].join();
    for (const canary of ['canary-token', 'canary-header', SECRETS.patientBsn]) expect(texts).not.toContain(canary);
  });

  test('that is down fails with an error, and says so to the patient', async () => {
    await xis.close();
    const patient = await logIn(real());
    const { body } = await call('GET', `${patient}/types`);
    expect(body).toMatchObject({
      outcome: 'failed',
      text: { nl: 'Er ging iets mis bij de praktijk. Probeer het later opnieuw.' },
    });
    expect(body.error).toMatch(/refused/);
    const [status, text] = problem(await call('POST', '/patients', { ...real(), patientBsn: SECRETS.patientBsn }));
    expect(status).toBe(502);
    expect(text).toMatch(/^xis: .*refused/);
  });

  test('CN-3: without a BSN the patient cannot cancel', async () => {
    const patient = await logIn({ organization: OTHER_AGB });
    await book(patient, 'consult');
    expect((await call('GET', patient)).body.canCancel).toBe(false);
    expect(problem(await call('POST', `${patient}/appointments/1001/cancel`, {}))).toEqual([
      409,
      'patientBsn: expected the BSN by which the patient cancels (CN-3). Log in with it.',
    ]);
  });
});

describe('bad input', () => {
  test.for<[string, unknown, number, RegExp]>([
    ['no organization', { patientReference: 'Patient/1' }, 422, /^organization: expected .*8/],
    ['an AGB code that is short', { organization: '123' }, 422, /^organization: .*got "123"/],
    ['a url with another scheme', { organization: AGB, xis: 'ftp://x' }, 422, /^xis: expected an http/],
    ['an invalid BSN, unrepeated', { organization: AGB, patientBsn: '123456789' }, 422, /^patientBsn: (?!.*123456789)/],
    ['an invalid header, unrepeated', { organization: AGB, header: ['canary'] }, 422, /^header: expected headers/],
    ['an unknown option', { organization: AGB, '<script>': 1 }, 422, /an unknown one$/],
    [
      'a shell command',
      { organization: AGB, tokenCommand: 'touch /tmp/x' },
      422,
      /^tokenCommand: only the command line/,
    ],
    ['a file', { organization: AGB, ca: '/etc/passwd' }, 422, /^ca: only the command line/],
    ['a client secret without a server', { organization: AGB, clientSecret: 'canary' }, 422, /^clientSecret: requires/],
    ['two ways to a token', { organization: AGB, token: 'a', tokenUrl: 'http://x.example' }, 422, /give one of them/],
    ['a list', [], 422, /./],
  ])('%s is rejected at the login', async ([, body, status, text]) => {
    const response = await call('POST', '/patients', body);
    expect(problem(response)).toEqual([status, expect.stringMatching(text)]);
    expect(response.text).not.toContain('canary');
    expect((await call('GET', '/patients')).body.patients).toEqual([]);
  });

  test.for<[string, string, string, unknown, number]>([
    ['an unknown patient', 'GET', '/patients/1', undefined, 404],
    ['a type that is not offered', 'GET', '{patient}/agendas?type=a|b', undefined, 422],
    ['no type', 'GET', '{patient}/agendas', undefined, 422],
    ['a week that is not', 'GET', '{patient}/timeslots?type=a|b&week=5', undefined, 422],
    ['a timeslot that was not offered', 'POST', '{patient}/bookings', { type: 'a|b', slot: 'x', reason: 'y' }, 422],
    ['a booking without a reason', 'POST', '{patient}/bookings', { type: 'a|b', slot: 'x', reason: '' }, 422],
    ['an unknown appointment', 'POST', '{patient}/appointments/9/cancel', {}, 404],
    ['a position that is no number', 'GET', '{patient}/events?after=x', undefined, 422],
  ])('%s is rejected', async ([, method, path, body, status]) => {
    const patient = await logIn();
    expect((await call(method, path.replace('{patient}', patient), body)).status).toBe(status);
  });

  test('PT-2: a patient whom the practice does not know reads the published text', async () => {
    await simulator.organizations.use(AGB, ({ loggedInPatient }) => loggedInPatient.set('unknown'));
    const login = { organization: AGB, patientBsn: EMMA.bsn, language: 'nl' };
    expect(problem(await call('POST', '/patients', login))).toEqual([
      409,
      'U bent bij deze praktijk niet bekend als patiënt. Neem contact op met de praktijk om een afspraak te maken.',
    ]);
  });

  test('a patient who is logged out is gone, and so is the stream', async () => {
    const patient = await logIn();
    const stream = await openEventStream(`${simulator.url}/__ui${patient}/events`);
    expect((await call('DELETE', patient)).status).toBe(204);
    expect(await stream.next()).toBeUndefined();
    expect((await call('GET', `${patient}/types`)).status).toBe(404);
  });
});
