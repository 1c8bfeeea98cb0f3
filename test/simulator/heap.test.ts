import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isBsn } from '../../fhir/bsn.ts';
import { SMALL_PRACTICE, TYPE_SYSTEM } from '../../fixtures/test/practices.ts';
import { type ObservedRequest, type ObservedSimulator, startObservedSimulator } from '../support/observed-simulator.ts';

const AGB = '70000001';
const ORGANIZATION = `/__admin/organizations/${AGB}`;
const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';

/** Numbers that look like a BSN, one for each place, so that a failure names the place whose text is still in memory. */
class Canaries {
  readonly #places = new Map<string, string>();
  #last = 345_678_900;

  /** Returns the number of a place. */
  in(place: string): string {
    do this.#last++;
    while (!isBsn(String(this.#last)));
    this.#places.set(String(this.#last), place);
    return String(this.#last);
  }

  /** Adds a text that is a secret itself. */
  add(place: string, text: string): void {
    this.#places.set(text, place);
  }

  /** Returns the places whose texts are in a heap. */
  findIn(heap: Buffer): readonly string[] {
    return [...this.#places].filter(([text]) => heap.includes(text)).map(([, place]) => place);
  }
}

/** Sends a request several times: what comes again is remembered more readily. */
type Send = (method: string, path: string, request?: ObservedRequest) => Promise<void>;

/** Known and unknown parameters, in a query that is valid, rejected, or malformed. */
async function plantInQueries(canaries: Canaries, send: Send): Promise<void> {
  for (const type of ['Slot', 'Schedule', 'PractitionerRole', 'Patient']) {
    await send('GET', `/fhir/${type}?patient=${canaries.in(`unknown parameter of ${type}`)}`);
    await send('GET', `/fhir/${type}?${canaries.in(`name of a parameter of ${type}`)}=x`);
    await send('GET', `/fhir/${type}?x=${canaries.in(`malformed query of ${type}`)}%zz`);
    const prefer = { headers: { Prefer: 'handling=strict' } };
    await send('GET', `/fhir/${type}?x=${canaries.in(`strict search of ${type}`)}`, prefer);
  }
  for (const name of ['schedule.date', 'status', 'service-category', 'schedule', '_count', '_after', '_format'])
    await send('GET', `/fhir/Slot?${name}=${canaries.in(`parameter ${name}`)}`);
  // A value that is kept, and long enough to be a view of the whole url.
  for (const kept of ['schedule.date=ge2027-01-12T00:00:00Z', '_count=1&_after=jansen-20270111T0800Z'])
    await send('GET', `/fhir/Slot?${kept}&x=${canaries.in(`a parameter beside ${kept}`)}`);
  await send('GET', `/fhir/Appointment?id=${canaries.in('id of a search')}`);
  await send('POST', `/fhir/Appointment?x=${canaries.in('query of a POST')}`, { body: '{}' });
  await send('GET', `/.well-known/oauth-authorization-server/auth?x=${canaries.in('query of the metadata')}`);
}

async function plantInPathsAndHeaders(canaries: Canaries, send: Send): Promise<void> {
  for (const path of ['Appointment/', 'Slot/', 'Slot/jansen-', 'Schedule/', 'Unknown/', 'Slot/%zz'])
    await send('GET', `/fhir/${path}${canaries.in(`path ${path}`)}`);
  await send('GET', `/${canaries.in('path outside of FHIR')}`);
  const names = ['Accept', 'Authorization', 'Content-Type', 'Content-Encoding', 'Cookie', 'Expect', 'Origin', 'Prefer'];
  for (const name of [...names, 'User-Agent', 'X-Organization-Identifier', 'X-Other'])
    await send('GET', '/fhir/Slot', { headers: { [name]: canaries.in(`header ${name}`) } });
  await send('GET', '/fhir/Slot', { headers: { [`X-${canaries.in('name of a header')}`]: 'x' } });
  await send('GET', '/fhir/Slot', { headers: { 'X-Long': canaries.in('too long header').padEnd(20_000) } });
}

/** Creates the body of a booking with a canary in each text; all but those of the participants are in every rejected body. */
function createBooking(canaries: Canaries, name: string, bsn: string, changes: object = {}) {
  const patient = {
    reference: `Patient/${canaries.in(`patient's reference ${name}`)}`,
    display: `Canary ${canaries.in(`patient's name ${name}`)}`,
    required: 'required',
    identifier: { system: BSN_SYSTEM, value: bsn },
  };
  const practitioner = `Dr. ${canaries.in(`practitioner's name ${name}`)}`;
  return {
    resourceType: 'Appointment',
    id: canaries.in(`id ${name}`),
    status: 'proposed',
    start: '2027-01-11T10:00:00+01:00',
    end: '2027-01-11T10:30:00+01:00',
    comment: `Canary ${canaries.in(`comment ${name}`)}`,
    serviceCategory: [
      { coding: [{ system: TYPE_SYSTEM, code: 'gesprek', display: canaries.in(`service category ${name}`) }] },
    ],
    participant: [
      { actor: patient, status: 'accepted' },
      {
        actor: { reference: 'PractitionerRole/jansen', display: practitioner, required: 'required' },
        status: 'needs-action',
      },
    ],
    [canaries.in(`unknown key ${name}`)]: canaries.in(`value of an unknown key ${name}`),
    ...changes,
  };
}

/** Bodies that are rejected: by the parser, by their schema, by the agenda, and by the token. */
async function plantInBodies(canaries: Canaries, send: Send, bsn: string): Promise<void> {
  const post = (body: string | object, path = 'Appointment') => send('POST', `/fhir/${path}`, { body });
  await post(`{"x": ${canaries.in('body that is not JSON')}`);
  await post(`["${canaries.in('body that is an array')}"]`);
  await post({ x: canaries.in('too large body').padEnd(1_200_000) });
  await post(`${'['.repeat(500)}"${canaries.in('too deep body')}"${']'.repeat(500)}`);
  await post(createBooking(canaries, 'of an invalid status', bsn, { status: canaries.in('status') }));
  await post(createBooking(canaries, 'of an invalid start', bsn, { start: canaries.in('start') }));
  await post(createBooking(canaries, 'of an unknown slot', bsn, { start: '2027-01-11T03:00:00+01:00' }));
  await post(createBooking(canaries, 'of a taken slot', bsn));
  await post(createBooking(canaries, 'of another patient', canaries.in("other patient's BSN")));
  const cancellation = (appointment: string) => ({
    actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: canaries.in('BSN of a cancellation') }] } },
    comment: canaries.in('comment of a cancellation'),
    appointment: { reference: `Appointment/${appointment}` },
    participantStatus: 'declined',
  });
  await post(cancellation('1001'), 'AppointmentResponse');
  await post(cancellation(canaries.in('appointment of a cancellation')), 'AppointmentResponse');
}

/** Commands that are rejected, of the simulator and of its authorization server. */
async function plantInCommands(canaries: Canaries, send: Send): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const command = (path: string, body: string | object) => send('POST', path, { headers, body });
  await send('GET', `/__admin/${canaries.in('path of the control interface')}`);
  await send('GET', `/__admin/organizations/${canaries.in('organization of the control interface')}`);
  await send('GET', `${ORGANIZATION}/requests?urlContains=${canaries.in('searched url')}`);
  await send('GET', `${ORGANIZATION}/requests?x=${canaries.in('unknown query of the control interface')}`);
  await command(`${ORGANIZATION}/appointments`, { start: canaries.in('start of a made appointment') });
  await command(`${ORGANIZATION}/faults`, { x: canaries.in('fault') });
  await command(`${ORGANIZATION}/faults`, `{"x": ${canaries.in('command that is not JSON')}`);
  await command(`${ORGANIZATION}/faults`, { x: canaries.in('too large command').padEnd(1_200_000) });
  await command('/__admin/organizations', {
    agb: '70000002',
    patients: [{ id: '1', bsn: canaries.in('organization') }],
  });
  await command('/auth/__admin/tokens', { bsn: canaries.in('BSN of a token'), x: canaries.in('token request') });
  await command('/auth/__admin/inspect', { token: canaries.in('inspected token') });
  const form = { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: `Basic ${canaries.in('secret')}` };
  await send('POST', '/auth/token', { headers: form, body: `subject_token=${canaries.in('subject token')}` });
}

/** A Spreekuur.nl whose response to a callback has canaries. */
async function startIndiscreetSpreekuur(canaries: Canaries) {
  const server = createServer((request, response) => {
    request.resume();
    const issue = [{ severity: 'error', code: 'invalid', diagnostics: canaries.in('text of a callback response') }];
    response.writeHead(422, { 'X-Other': canaries.in('header of a callback response'), Connection: 'close' });
    response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue, x: canaries.in('callback response') }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

async function issueToken({ send }: ObservedSimulator, bsn: string): Promise<string> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await send('POST', '/auth/__admin/tokens', { headers, body: { bsn } });
  return String(JSON.parse(response.slice(response.indexOf('{')))['access_token']);
}

test('nothing of a request stays in memory but what a booking needs, and that goes with its organization', async () => {
  const canaries = new Canaries();
  await using spreekuur = await startIndiscreetSpreekuur(canaries);
  await using simulator = await startObservedSimulator({
    organizations: [{ ...SMALL_PRACTICE, agb: AGB, callbacks: { url: spreekuur.url } }],
    authorizationServer: { algorithm: 'ES256' },
  });
  const bsn = canaries.in("patient's BSN");
  const token = await issueToken(simulator, bsn);
  canaries.add('token', token);
  const ordinary = {
    'X-Organization-Identifier': AGB,
    'Content-Type': 'application/fhir+json',
    Authorization: `Bearer ${token}`,
  };
  const send: Send = async (method, path, { headers, ...request } = {}) => {
    const all = { ...request, headers: { ...ordinary, ...headers } };
    for (let time = 0; time < 2; time++) expect(await simulator.send(method, path, all)).toMatch(/^HTTP\/1\.1 [2-5]/);
  };

  const booking = { headers: ordinary, body: createBooking(canaries, 'of the booking', bsn) };
  expect(await simulator.send('POST', '/fhir/Appointment', booking)).toContain('201 Created');
  await plantInQueries(canaries, send);
  await plantInPathsAndHeaders(canaries, send);
  await plantInBodies(canaries, send, bsn);
  await plantInCommands(canaries, send);
  const command = { headers: { 'Content-Type': 'application/json' } };
  const comment = { ...command, body: { comment: `Canary ${canaries.in("practitioner's comment")}` } };
  expect(await simulator.send('POST', `${ORGANIZATION}/approvals/1001/approve`, comment)).toContain('200 OK');
  const hour = { ...command, body: { by: 'PT1H' } };
  expect(await simulator.send('POST', `${ORGANIZATION}/clock/advance`, hour)).toContain('200 OK');

  expect(canaries.findIn(await simulator.heap())).toEqual([
    "patient's BSN",
    "patient's reference of the booking",
    "patient's name of the booking",
    "practitioner's name of the booking",
    'comment of the booking',
    "practitioner's comment",
  ]);
  expect(await simulator.send('DELETE', ORGANIZATION)).toContain('204 No Content');
  expect(canaries.findIn(await simulator.heap())).toEqual([]);
});
