import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { createBookingEngine, realSystem } from '../../engine/index.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { type AuthorizationServerSettings, createAuthorizationServer } from '../../oauth/index.ts';
import type { ServerFault } from '../../oauth/server/faults.ts';
import { createCallbackTokens } from '../../simulator/authentication/callback-tokens.ts';
import type { Organization } from '../../simulator/control/organization.ts';
import type { Configuration } from '../../simulator/practice/schema.ts';
import { realSystem as simulatorSystem } from '../../simulator/system.ts';
import { createKeys } from '../support/authorization-server.ts';
import { startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { createTokenSimulator, tokenTest } from '../support/tokens.ts';

/** Lets the practice make an appointment, of which it sends an update. */
function makeAppointment(xis: Organization): void {
  const place = { schedule: 'smit', type: 'consult', patient: 'Patient/2' };
  xis.appointments.make({ ...place, start: '2027-01-18T09:00:00+01:00' });
}

/** Returns the attempts of a delivery: the status of each, or why it has no response. */
function attemptsOf(xis: Organization, delivery = 'd1'): readonly unknown[] {
  return (xis.deliveries.get(delivery)?.attempts ?? []).map(({ status, failure }) => status ?? failure);
}

describe('a callback', () => {
  tokenTest('AU-7: has a token by client credentials, for Spreekuur.nl and without a BSN', async ({ tokenXis }) => {
    const { simulator, server, tokens } = tokenXis;
    const xis = simulator.organization();
    makeAppointment(xis);
    await xis.settled();
    xis.appointments.cancel('1001');
    await xis.settled();
    expect(xis.deliveries.list().map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    const [token, second] = tokens();
    expect(second).toBe(token);
    const { isActive, claims } = await server.control.inspect(String(token));
    expect(isActive).toBe(true);
    expect(claims).toMatchObject({ client_id: 'xis', aud: 'spreekuur' });
    expect(claims).not.toHaveProperty('bsn');
    expect(server.control.requests()).toMatchObject([
      { endpoint: '/token', status: 200, clientId: 'xis', grant: 'client_credentials' },
    ]);
  });

  tokenTest('AU-7: of a hundred organizations at once share one token request', async ({ tokenXis }) => {
    const { simulator, server, callbackEndpoint, tokens } = tokenXis;
    const callbacks = { url: callbackEndpoint.url };
    const added = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        simulator.organizations.create({ ...SMALL_PRACTICE, callbacks, agb: String(90_000_000 + index) }),
      ),
    );
    for (const xis of added) makeAppointment(xis);
    await Promise.all(added.map((xis) => xis.settled()));
    expect([tokens().length, new Set(tokens()).size]).toEqual([100, 1]);
    expect(server.control.requests()).toHaveLength(1);
  });

  tokenTest('AU-9: whose token expires between two attempts gets another one', async ({ tokenXis }) => {
    const { simulator, server, callbackEndpoint, tokens } = tokenXis;
    const xis = simulator.organization();
    callbackEndpoint.respondWith({ status: 503 });
    makeAppointment(xis);
    await xis.settled();
    server.control.expire();
    await xis.clock.advance({ by: 'PT1M' });
    expect(attemptsOf(xis)).toEqual([503, 200]);
    const states = await Promise.all(tokens().map((token) => server.control.inspect(String(token))));
    expect(states.map(({ isActive }) => isActive)).toEqual([false, true]);
  });

  tokenTest('AU-9: whose token is refused is sent again at once, with another token', async ({ tokenXis }) => {
    const { simulator, callbackEndpoint, tokens } = tokenXis;
    const xis = simulator.organization();
    callbackEndpoint.respondWith({ status: 401 });
    makeAppointment(xis);
    await xis.settled();
    expect(xis.deliveries.get('d1')).toMatchObject({ state: 'delivered' });
    expect(attemptsOf(xis)).toEqual([401, 200]);
    expect(new Set(tokens()).size).toBe(2);
    const [first, second] = xis.deliveries.get('d1')?.attempts ?? [];
    expect(first?.at).toBe(second?.at);
  });

  tokenTest('CB-6, AU-9: whose second token is refused as well has failed', async ({ tokenXis }) => {
    const { simulator, callbackEndpoint } = tokenXis;
    const xis = simulator.organization();
    callbackEndpoint.respondWith({ status: 401 }, { status: 401 });
    makeAppointment(xis);
    await xis.clock.advance({ by: 'P1D' });
    expect(xis.deliveries.get('d1')).toMatchObject({
      state: 'failed',
      reason: 'Spreekuur.nl returned 401, which is final',
    });
    expect(callbackEndpoint.received).toHaveLength(2);
    xis.deliveries.replay('d1');
    await xis.settled();
    expect(attemptsOf(xis)).toEqual([401, 401, 200]);
  });

  tokenTest('AU-9: whose token is refused again much later, is sent again then too', async ({ tokenXis }) => {
    const { simulator, callbackEndpoint } = tokenXis;
    const xis = simulator.organization();
    callbackEndpoint.respondWith({ status: 401 }, { status: 503 }, { status: 401 });
    makeAppointment(xis);
    await xis.clock.advance({ by: 'PT1M' });
    expect(attemptsOf(xis)).toEqual([401, 503, 401, 200]);
  });

  tokenTest('AU-9: waits while it gets no other token, and a refusal of that one is final', async ({ tokenXis }) => {
    const { simulator, server, callbackEndpoint } = tokenXis;
    const xis = simulator.organization();
    makeAppointment(xis);
    await xis.settled();
    // For the token that replaces the refused one, and for that of the next attempt.
    server.control.addFault({ operation: 'token', status: 503, times: 2 });
    callbackEndpoint.respondWith({ status: 401 }, { status: 401 });
    xis.appointments.cancel('1001');
    await xis.clock.advance({ by: 'P1D' });
    expect(attemptsOf(xis, 'd2')).toEqual([401, 'no-token', 401]);
    expect(xis.deliveries.get('d2')).toMatchObject({ state: 'failed' });
  });
});

describe('without a token', () => {
  const faults: readonly (readonly [string, ServerFault, string])[] = [
    [
      '429',
      { status: 429 },
      'no access token is available (the token endpoint issued no token: it returned 429 temporarily_unavailable)',
    ],
    [
      '500',
      { status: 500 },
      'no access token is available (the token endpoint issued no token: it returned 500 temporarily_unavailable)',
    ],
    [
      '503',
      { status: 503 },
      'no access token is available (the token endpoint issued no token: it returned 503 temporarily_unavailable)',
    ],
    [
      'a dropped connection',
      { dropsConnection: true },
      'no access token is available (the token endpoint issued no token: the connection was dropped before the response (ECONNRESET))',
    ],
  ];
  tokenTest.for(faults)(
    'CB-6, AU-9: a callback is delayed and not lost: %s',
    async ([, fault, error], { tokenXis }) => {
      const { simulator, server, callbackEndpoint } = tokenXis;
      const xis = simulator.organization();
      server.control.addFault({ operation: 'token', ...fault });
      makeAppointment(xis);
      await xis.clock.advance({ by: 'PT20S' });
      expect(callbackEndpoint.received).toEqual([]);
      expect(attemptsOf(xis)).toEqual(['no-token', 'no-token', 'no-token']);
      expect(xis.deliveries.get('d1')).toMatchObject({ state: 'waiting', attempts: [{ error }, {}, {}] });
      server.control.clearFaults();
      await xis.clock.advance({ by: 'PT1M' });
      expect(xis.deliveries.get('d1')).toMatchObject({ state: 'delivered' });
      expect(callbackEndpoint.received).toHaveLength(1);
    },
  );

  tokenTest('CB-6: the Retry-After of the token endpoint is honored', async ({ tokenXis }) => {
    const { simulator, server } = tokenXis;
    const xis = simulator.organization();
    server.control.addFault({ operation: 'token', status: 503, retryAfterSeconds: 600, times: 1 });
    makeAppointment(xis);
    await xis.clock.advance({ by: 'PT9M59S' });
    expect(attemptsOf(xis)).toEqual(['no-token']);
    await xis.clock.advance({ by: 'PT1S' });
    expect(attemptsOf(xis)).toEqual(['no-token', 200]);
  });

  tokenTest('AU-9: a callback waits until the secret of the client is right again', async ({ tokenXis }) => {
    const { simulator, server } = tokenXis;
    const xis = simulator.organization();
    server.control.setClientSecret('xis', 'rotated');
    makeAppointment(xis);
    await xis.settled();
    expect(xis.deliveries.get('d1')).toMatchObject({
      state: 'waiting',
      attempts: [{ failure: 'no-token', error: expect.stringContaining('it returned 401 invalid_client') }],
    });
    server.control.setClientSecret('xis', 'xis-testkit');
    await xis.clock.advance({ by: 'PT1M' });
    expect(attemptsOf(xis)).toEqual(['no-token', 200]);
  });
});

describe('the own authorization server gives a token', () => {
  const PUBLIC = 'https://xis.invalid';

  /** Returns the attempts of a callback with a configuration, at a client whose key is in a file. */
  async function deliver(
    create: (key: { readonly path: string; readonly publicJwk: JWK }) => Partial<Configuration>,
  ): Promise<readonly unknown[]> {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-callback-key-'));
    const callbackEndpoint = await startCallbackEndpoint();
    const { privateJwk, publicJwk } = await createKeys('ES256', 'k1');
    const path = join(folder, 'key.json');
    await writeFile(path, JSON.stringify(privateJwk));
    const simulator = await createTokenSimulator(callbackEndpoint.url, {
      configuration: create({ path, publicJwk }),
      environment: { XIS_TESTKIT_CLIENT_SECRET: 'secret' },
    });
    await simulator.listen();
    try {
      const xis = simulator.organization();
      makeAppointment(xis);
      await xis.settled();
      return attemptsOf(xis);
    } finally {
      await simulator.close();
      await callbackEndpoint.close();
      await rm(folder, { recursive: true });
    }
  }

  test.each<[string, Parameters<typeof deliver>[0]]>([
    [
      'to a client with a key, behind a public url',
      ({ path, publicJwk }) => ({
        server: { publicUrl: PUBLIC },
        authorizationServer: { algorithm: 'ES256', clients: [{ clientId: 'xis', jwks: { keys: [{ ...publicJwk }] } }] },
        callbackAuthorization: { clientKeyJwk: path },
      }),
    ],
    [
      'where its public url is the configured issuer',
      () => ({
        authorizationServer: { algorithm: 'ES256', publicUrl: `${PUBLIC}/login` },
        callbackAuthorization: { issuer: `${PUBLIC}/login` },
      }),
    ],
    [
      'where the path below the public url is the configured issuer',
      () => ({ server: { publicUrl: PUBLIC }, callbackAuthorization: { issuer: `${PUBLIC}/auth` } }),
    ],
    [
      'to a client that takes its secret in the form only',
      () => ({
        authorizationServer: {
          algorithm: 'ES256',
          clients: [{ clientId: 'xis', clientSecret: 'own', clientAuth: ['client_secret_post'] }],
        },
      }),
    ],
  ])('%s', async (_name, create) => {
    expect(await deliver(create)).toEqual([200]);
  });

  test('at its address on this machine, where that is the configured issuer', async () => {
    const server = createAuthorizationServer({ port: 0, settings: { algorithm: 'ES256' } });
    await server.listen();
    const { address } = server;
    // The simulator serves it below a path.
    server.mount(`${address}/auth`);
    const { callbackToken, issueWrongToken } = await createCallbackTokens(
      { organizations: [], callbackAuthorization: { issuer: server.issuer } },
      { system: simulatorSystem, server, issuer: server.issuer, address: () => address, environment: undefined },
    );
    expect(decodeJwt(String(await callbackToken?.()))).toMatchObject({ client_id: 'xis', aud: 'spreekuur' });
    expect(issueWrongToken).toBeDefined();
    expect(server.control.requests().map(({ endpoint }) => endpoint)).toEqual(['/token']);
    await server.close();
  });

  test.each<[string, AuthorizationServerSettings['clients']]>([
    ['no client of that name', [{ clientId: 'app', clientSecret: 's' }]],
    ['another grant only', [{ clientId: 'xis', clientSecret: 's', grants: ['token_exchange'] }]],
    ['a key that the simulator does not have', [{ clientId: 'xis', jwks: { keys: [{ kty: 'EC' }] } }]],
  ])('or the simulator does not start: %s', async (_name, clients = []) => {
    const configuration = { authorizationServer: { clients } };
    await expect(createTokenSimulator('http://127.0.0.1:1', { configuration })).rejects.toThrow(
      /^authorizationServer\.clients: expected the client xis, which gets the tokens of callbacks, with /,
    );
    // Where no callbacks are configured, they may never be sent.
    const organizations = [{ ...SMALL_PRACTICE, agb: '01000001' }];
    await createTokenSimulator('', { configuration: { ...configuration, organizations } });
  });

  test('or it does not start: other machines reach it, and its clients have the secret that everybody knows', async () => {
    const withUrl = (publicUrl: string) =>
      createTokenSimulator('http://127.0.0.1:1', { publicUrl, environment: { XIS_TESTKIT_CLIENT_SECRET: '' } });
    await expect(withUrl(`${PUBLIC}/fhir`)).rejects.toThrow(
      /^authorizationServer\.clients: expected .* XIS_TESTKIT_CLIENT_SECRET, because other machines reach https:/,
    );
    await withUrl('http://localhost:8080/fhir');
  });
});

describe('the engine and the simulator', () => {
  tokenTest(
    'AU-7: the callbacks of the simulator are accepted, also after a rotation of keys',
    async ({ tokenXis }) => {
      const { simulator, server } = tokenXis;
      const xis = simulator.organization();
      const engine = createBookingEngine({
        xis: simulator.baseUrl,
        organization: xis.agb,
        authentication: { mode: 'jwt', issuer: server.issuer, audience: 'spreekuur', clients: [{ clientId: 'xis' }] },
        system: { ...realSystem, now: () => server.control.now() },
      });
      const listener = await engine.listen({ port: 0 });
      xis.callbacks.set({ url: listener.url });
      makeAppointment(xis);
      await xis.settled();
      await server.control.rotateKeys();
      server.control.expire();
      xis.appointments.cancel('1001');
      await xis.settled();
      expect(engine.received.map(({ status }) => status)).toEqual([200, 200]);
      expect(engine.notifications.map(({ kind }) => kind)).toEqual(['new', 'cancelled']);
      xis.defects.set(['callback-token-with-bsn']);
      xis.appointments.make({
        schedule: 'smit',
        type: 'consult',
        patient: 'Patient/1',
        start: '2027-01-18T09:10:00+01:00',
      });
      await xis.settled();
      expect(engine.received.at(-1)).toMatchObject({ status: 403, rejection: 'patient-token' });
      await listener.close();
    },
  );
});

test('AU-7, TR-15: no token, secret or BSN is in a delivery, journal, log or snapshot', async () => {
  const secret = 'geheim-kanarie';
  const callbackEndpoint = await startCallbackEndpoint();
  const logged: unknown[] = [];
  const simulator = await createTokenSimulator(callbackEndpoint.url, {
    environment: { XIS_TESTKIT_CLIENT_SECRET: secret },
    log: {
      request: (entry) => void logged.push(entry),
      callback: (entry) => void logged.push(entry),
      error: (message) => void logged.push(message),
    },
  });
  await simulator.listen();
  const xis = simulator.organization();
  const server = simulator.authorizationServer;
  callbackEndpoint.respondWith({ status: 503 }, { status: 401 });
  server?.control.addFault({ operation: 'token', status: 503, times: 1 });
  makeAppointment(xis);
  await xis.clock.advance({ by: 'PT5M' });
  expect(attemptsOf(xis)).toEqual(['no-token', 503, 401, 200]);
  const tokens = callbackEndpoint.received.map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));
  expect(new Set(tokens).size).toBe(2);
  const snapshot = await xis.snapshot();
  const shown = JSON.stringify([xis.deliveries.list(), xis.requests.find(), logged, snapshot]);
  for (const canary of [secret, ...tokens, 'eyJ']) expect(shown).not.toContain(canary);
  expect(JSON.stringify([xis.deliveries.list(), logged])).not.toContain('999900390');
  await simulator.close();
  await callbackEndpoint.close();
});
