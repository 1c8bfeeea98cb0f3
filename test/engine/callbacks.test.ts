import express from 'express';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../support/scripted-xis.ts';

const TOKEN = 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001';
const BSN = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };
const ANSWER = {
  actor: { reference: { identifier: [BSN] } },
  comment: 'Tot dan!',
  appointment: { reference: 'Appointment/12' },
  participantStatus: 'accepted',
};
const UPDATE = {
  resourceType: 'Appointment',
  id: '12',
  status: 'booked',
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  participant: [{ actor: { reference: 'Patient/1', display: 'Emma', identifier: BSN }, status: 'accepted' }],
  serviceCategory: [{ coding: [{ system: 'urn:t', code: 'consult', display: 'Consult' }] }],
};

/** An engine whose router is mounted in the application of a user. */
function mounted() {
  const { engine } = createEngine('http://127.0.0.1:1');
  const app = express();
  app.use('/spreekuur', engine.router());
  app.use((_request, response) => void response.status(418).end());
  return { engine, app };
}

interface Sent {
  readonly method?: 'get' | 'post' | 'put' | 'delete' | 'patch' | 'options';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object | Buffer;
}

/** Sends a valid callback with changes; returns status, issue code and headers. */
async function send({ method = 'post', path = '/AppointmentResponse', headers = {}, body = ANSWER }: Sent) {
  const { engine, app } = mounted();
  const given = { 'X-Organization-Identifier': TOKEN, 'Content-Type': 'application/fhir+json', ...headers };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const reply = await request(app)
    [method](`/spreekuur${path}`)
    .set(kept)
    .serialize((data) => data)
    .send(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  return { reply, engine, outcome: reply.text === '' ? undefined : JSON.parse(reply.text) };
}

test('of the callbacks that anyone can send, the engine keeps the last 1000', async () => {
  const { engine, app } = mounted();
  const server = app.listen(0);
  for (let index = 0; index <= 1000; index++) await request(server).get(`/spreekuur/${index}`).expect(404);
  server.close();
  expect(engine.received).toHaveLength(1000);
  expect([engine.received[0]?.path, engine.received.at(-1)?.path]).toEqual(['/1', '/1000']);
});

describe('the callback endpoint of the engine', () => {
  test('UP-2, UP-4: an update returns 200 without a body', async () => {
    const { reply, engine } = await send({ method: 'put', path: '/Appointment/12', body: UPDATE });
    expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([
      200,
      '',
      'application/fhir+json; charset=utf-8',
    ]);
    expect(engine.notifications).toMatchObject([
      { kind: 'new', appointmentId: '12', text: 'The practice has made an appointment for you.' },
    ]);
    expect(engine.received).toEqual([{ method: 'PUT', path: '/Appointment/12', status: 200, observations: [] }]);
  });

  const cases: readonly (readonly [string, Sent, number, string])[] = [
    ['CB-5: an unknown appointment', {}, 404, 'not-found'],
    ['CB-5: bad JSON', { body: '{"actor":' }, 400, 'structure'],
    ['CB-5: JSON that is no object', { body: '7' }, 422, 'structure'],
    ['CB-5: no body', { body: '' }, 422, 'required'],
    ['CB-5: another thing than an answer', { body: { resourceType: 'Slot' } }, 422, 'required'],
    ['CB-5: deep nesting', { body: '['.repeat(50_000) + ']'.repeat(50_000) }, 422, 'structure'],
    ['TR-1: HTML', { headers: { 'Content-Type': 'text/html' }, body: '<html>' }, 400, 'structure'],
    ['TR-1: a wrong media type', { headers: { 'Content-Type': 'text/plain' } }, 415, 'not-supported'],
    [
      'TR-1: a charset that JSON has not',
      { headers: { 'Content-Type': 'application/fhir+json; charset=latin1' } },
      415,
      'not-supported',
    ],
    ['TR-1: an unknown encoding', { headers: { 'Content-Encoding': 'zip' } }, 415, 'not-supported'],
    ['TR-1: a compressed body', { headers: { 'Content-Encoding': 'gzip' } }, 415, 'not-supported'],
    ['TR-14: a body that is not UTF-8', { body: Buffer.from('{"comment":"Café"}', 'latin1') }, 400, 'structure'],
    [
      'TR-14: a body in UTF-16',
      {
        headers: { 'Content-Type': 'application/fhir+json; charset=utf-16' },
        body: Buffer.from(`\uFEFF${JSON.stringify(ANSWER)}`, 'utf16le'),
      },
      400,
      'structure',
    ],
    ['TR-7: a huge body', { body: `"${'x'.repeat(1_100_000)}"` }, 413, 'too-long'],
    ['TR-2: no organization', { headers: { 'X-Organization-Identifier': '' } }, 400, 'required'],
    ['TR-2: no AGB code', { headers: { 'X-Organization-Identifier': 'De Linde' } }, 400, 'value'],
    ['TR-12, UP-4: another organization', { headers: { 'X-Organization-Identifier': '02000002' } }, 403, 'forbidden'],
    [
      'UP-4: another organization’s update',
      {
        method: 'put',
        path: '/Appointment/12',
        headers: { 'X-Organization-Identifier': '02000002' },
        body: UPDATE,
      },
      403,
      'forbidden',
    ],
    ['UP-5: another id in the path', { method: 'put', path: '/Appointment/13', body: UPDATE }, 422, 'value'],
    [
      'UP-1: a path that cannot be read',
      { method: 'put', path: '/Appointment/%E0%A4%A', body: UPDATE },
      400,
      'structure',
    ],
    ['TR-7: another path', { path: '/Slot' }, 404, 'not-found'],
    ['TR-7: a path in other case', { path: '/appointmentresponse' }, 404, 'not-found'],
  ];
  test.each(cases)('%s returns a fitting OperationOutcome', async (_name, sent, status, code) => {
    const { reply, outcome, engine } = await send(sent);
    expect([reply.status, outcome.resourceType, outcome.issue[0].code]).toEqual([status, 'OperationOutcome', code]);
    expect(outcome.issue[0].diagnostics).toMatch(/^[A-Z].*\.$/);
    expect(reply.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(engine.received.map((callback) => callback.status)).toEqual([status]);
    expect([engine.ledger.list(), engine.notifications]).toEqual([[], []]);
  });

  test('TR-14: the error names UTF-8', async () => {
    const { outcome } = await send({ body: Buffer.from([0x7b, 0xff, 0x7d]) });
    expect(outcome.issue[0].diagnostics).toBe('The body is not UTF-8.');
  });

  test.each([
    ['organisation_agb', TOKEN],
    ['organization_agb', '01000001'],
  ])('TR-2: the organization may be in %s', async (name, value) => {
    const headers = { 'X-Organization-Identifier': '', [name]: value };
    const { reply } = await send({ method: 'put', path: '/Appointment/12', headers, body: UPDATE });
    expect(reply.status).toBe(200);
  });

  test('CB-1: an empty comment is recorded with the callback', async () => {
    const { engine, app } = mounted();
    const call = (method: 'put' | 'post', path: string, body: object) =>
      request(app)
        [method](`/spreekuur${path}`)
        .set({ 'X-Organization-Identifier': TOKEN, 'Content-Type': 'application/fhir+json' })
        .send(JSON.stringify(body));
    await call('put', '/Appointment/12', UPDATE);
    await call('post', '/AppointmentResponse', { ...ANSWER, comment: '' });
    expect(engine.received[1]).toEqual({
      method: 'POST',
      path: '/AppointmentResponse',
      status: 201,
      observations: [{ clause: 'CB-1', path: 'comment', message: expect.any(String), effect: 'odd' }],
    });
  });

  test.each([
    ['get', '/AppointmentResponse', 'POST'],
    ['put', '/AppointmentResponse', 'POST'],
    ['delete', '/AppointmentResponse', 'POST'],
    ['options', '/AppointmentResponse', 'POST'],
    ['get', '/Appointment/12', 'PUT'],
    ['post', '/Appointment/12', 'PUT'],
    ['patch', '/Appointment/12', 'PUT'],
  ] as const)('TR-7: %s %s returns 405 with the allowed methods, for any headers', async (method, path, allow) => {
    const headers = { 'Content-Type': '', 'X-Organization-Identifier': '' };
    const { reply, outcome } = await send({ method, path, headers, body: '' });
    expect([reply.status, reply.headers['allow'], outcome.issue[0].code]).toEqual([405, allow, 'not-supported']);
  });

  test('the other routes of the application are unaffected', async () => {
    expect((await request(mounted().app).get('/other')).status).toBe(418);
  });

  test('a notification listener that throws does not affect the response', async () => {
    const { engine, app } = mounted();
    engine.onNotification(() => {
      throw new Error('broken');
    });
    const reply = await request(app)
      .put('/spreekuur/Appointment/12')
      .set({ 'X-Organization-Identifier': TOKEN, 'Content-Type': 'application/fhir+json' })
      .send(JSON.stringify(UPDATE));
    expect(reply.status).toBe(200);
  });

  test('engine.listen() responds the same, and frees its port on close', async () => {
    const { engine } = createEngine('http://127.0.0.1:1');
    const listener = await engine.listen({ port: 0 });
    const put = () =>
      fetch(`${listener.url}/Appointment/12`, {
        method: 'PUT',
        headers: { 'X-Organization-Identifier': '01000001', 'Content-Type': 'application/fhir+json' },
        body: JSON.stringify(UPDATE),
      });
    expect((await put()).status).toBe(200);
    const { port } = new URL(listener.url);
    await expect(engine.listen({ port: Number(port) })).rejects.toThrow('EADDRINUSE');
    await listener.close();
    await expect(put()).rejects.toThrow();
  });
});
