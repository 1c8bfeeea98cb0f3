import express from 'express';
import request from 'supertest';
import { test as base, describe, expect } from 'vitest';
import { ConfigurationError, realSystem } from '../../engine/index.ts';
import { type AuthorizationServer, createAuthorizationServer, type TestTokenRequest } from '../../oauth/index.ts';
import { createEngine } from '../support/scripted-xis.ts';

const BSN = '999900109';
const UPDATE = {
  resourceType: 'Appointment',
  id: '12',
  status: 'booked',
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  participant: [
    {
      actor: {
        reference: 'Patient/1',
        display: 'Emma',
        identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: BSN },
      },
      status: 'accepted',
    },
  ],
  serviceCategory: [{ coding: [{ system: 'urn:t', code: 'consult', display: 'Consult' }] }],
};

const test = base.extend<{ server: AuthorizationServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  server: async ({}, use) => {
    const clients = [
      { clientId: 'xis', organizations: ['01000001'] },
      { clientId: 'other-xis', organizations: ['02000002'] },
    ];
    const server = createAuthorizationServer({ port: 0, settings: { algorithm: 'ES256', clients } });
    await server.listen();
    server.control.setClock(Date.parse('2027-01-11T07:00:00Z'), true);
    await use(server);
    await server.close();
  },
});

/** Creates an engine that validates the tokens of a server by its clock, and an application that has its router. */
function mount(
  { control, issuer }: AuthorizationServer,
  mode: 'jwt' | 'presence' = 'jwt',
  requiredScopes: string[] = [],
) {
  const { engine } = createEngine('http://127.0.0.1:1', {
    authentication: {
      mode,
      issuer,
      audience: 'spreekuur',
      requiredScopes,
      clients: [
        { clientId: 'xis', organizations: ['01000001'] },
        { clientId: 'other-xis', organizations: ['02000002'] },
      ],
    },
    system: { ...realSystem, now: () => control.now() },
  });
  const app = express();
  app.use('/read', express.json({ type: '*/*' }), engine.router());
  app.use('/spreekuur', engine.router());
  return { engine, app };
}

/** Sends a right update with a token; returns status, issue code and headers. */
async function send(
  app: express.Express,
  token: string | undefined,
  { path = '/spreekuur', body = UPDATE as object } = {},
) {
  const call = request(app)
    .put(`${path}/Appointment/12`)
    .set({ 'X-Organization-Identifier': '01000001', 'Content-Type': 'application/fhir+json' });
  if (token !== undefined) call.set('Authorization', `Bearer ${token}`);
  const { status, text, headers } = await call.send(JSON.stringify(body));
  const outcome = text === '' ? undefined : JSON.parse(text);
  return { status, code: outcome?.issue[0].code, challenge: headers['www-authenticate'], headers, text };
}

const RIGHT: TestTokenRequest = { clientId: 'xis', audience: 'spreekuur' };

describe('the token of a callback', () => {
  test.for(['/spreekuur', '/read'])('AU-7: a right one is accepted below %s', async (path, { server }) => {
    const { engine, app } = mount(server);
    const { token } = await server.control.issue(RIGHT);
    expect((await send(app, token, { path })).status).toBe(200);
    expect(engine.received).toEqual([
      { method: 'PUT', path: '/Appointment/12', status: 200, rejection: undefined, observations: [] },
    ]);
    expect(engine.notifications).toMatchObject([{ kind: 'new', appointmentId: '12' }]);
  });

  const INVALID = /^Bearer realm="xis-testkit", error="invalid_token"/;
  const cases: readonly (readonly [
    string,
    TestTokenRequest | undefined,
    number,
    string,
    string,
    RegExp | undefined,
  ])[] = [
    ['AU-2, AU-4: none', undefined, 401, 'login', 'missing', /^Bearer realm="xis-testkit"$/],
    ['AU-3: an expired one', { ...RIGHT, deviation: 'expired' }, 401, 'expired', 'expired', INVALID],
    ['AU-3: a changed one', { ...RIGHT, deviation: 'tampered' }, 401, 'login', 'invalid', INVALID],
    ['AU-3: an unsigned one', { ...RIGHT, deviation: 'unsigned' }, 401, 'login', 'invalid', INVALID],
    ['AU-3: another audience', { clientId: 'xis', audience: 'xis' }, 401, 'login', 'invalid', INVALID],
    ['AU-7: one with a BSN', { ...RIGHT, bsn: BSN }, 403, 'forbidden', 'patient-token', undefined],
    ['AU-8: another tenant', { ...RIGHT, clientId: 'other-xis' }, 403, 'forbidden', 'other-organizations', undefined],
  ];
  test.for(cases)('%s is rejected', async ([, wanted, status, code, rejection, challenge], { server }) => {
    const { engine, app } = mount(server);
    const token = wanted && (await server.control.issue(wanted)).token;
    // The body is not looked at before the token: its mistake would be 422.
    const response = await send(app, token, { body: {} });
    expect([response.status, response.code]).toEqual([status, code]);
    if (challenge) expect(response.challenge).toMatch(challenge);
    else expect(response.challenge).toBeUndefined();
    expect(engine.received).toMatchObject([{ status, rejection }]);
    expect(engine.notifications).toEqual([]);
    // No text has the token or the BSN.
    const texts = JSON.stringify([response.text, response.headers, engine.received]);
    expect(texts).not.toContain(BSN);
    if (token !== undefined) expect(texts).not.toContain(token);
  });

  test('RFC 6750: one without the required scope gets 403 insufficient_scope', async ({ server }) => {
    const { engine, app } = mount(server, 'jwt', ['callbacks']);
    const response = await send(app, (await server.control.issue({ ...RIGHT, scope: 'other' })).token);
    expect([response.status, response.code]).toEqual([403, 'forbidden']);
    expect(response.challenge).toMatch(/error="insufficient_scope", .*scope="callbacks"$/);
    expect((await send(app, (await server.control.issue({ ...RIGHT, scope: 'callbacks' })).token)).status).toBe(200);
    expect(engine.received.map(({ rejection }) => rejection)).toEqual(['insufficient-scope', undefined]);
  });

  test('AU-3: keys that cannot be read are no fault of the token: 503, and later it is accepted', async ({
    server,
  }) => {
    const { engine, app } = mount(server);
    const { token } = await server.control.issue(RIGHT);
    server.control.addFault({ operation: 'jwks', status: 500 });
    const response = await send(app, token);
    expect([response.status, response.code, response.headers['retry-after']]).toEqual([503, 'transient', '5']);
    expect(engine.received).toMatchObject([{ rejection: 'keys-unavailable' }]);
    server.control.clearFaults();
    server.control.advance(5000);
    expect((await send(app, token)).status).toBe(200);
  });

  test('AU-3: a token of a new key is accepted: the keys are read again', async ({ server }) => {
    const { app } = mount(server);
    expect((await send(app, (await server.control.issue(RIGHT)).token)).status).toBe(200);
    await server.control.rotateKeys();
    expect((await send(app, (await server.control.issue(RIGHT)).token)).status).toBe(200);
  });

  test('AU-2: a token that need only be there is not looked into', async ({ server }) => {
    const { app } = mount(server, 'presence');
    expect((await send(app, undefined)).status).toBe(401);
    expect((await send(app, 'opaque')).status).toBe(200);
  });
});

describe('the option authentication', () => {
  test('its mistakes are listed with their paths', () => {
    const settings = { mode: 'jwt', issuer: 'login', audience: 'spreekuur', clients: [{}] } as never;
    try {
      createEngine('http://127.0.0.1:1', { authentication: settings });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      const places = (error as ConfigurationError).mistakes.map(({ place }) => place);
      expect(places.sort()).toEqual(['authentication.clients[0]', 'authentication.issuer']);
    }
  });
});
