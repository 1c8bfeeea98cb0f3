import { describe, expect, test } from 'vitest';
import { createBookingEngine, realSystem } from '../../engine/index.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { ServerFault } from '../../oauth/server/faults.ts';
import type { Organization } from '../../simulator/control/organization.ts';
import { startBrokenServer } from '../support/broken-server.ts';
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

  tokenTest('AU-9: waits while no other token can be had, and a refusal of that one is final', async ({ tokenXis }) => {
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
      'no access token is available (the token endpoint issued no token: the connection was dropped before the response)',
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

  test('a simulator closes while the token endpoint hangs', async () => {
    await using hanging = await startBrokenServer('silent');
    const simulator = await createTokenSimulator('http://127.0.0.1:1', {
      configuration: { callbackAuthorization: { tokenUrl: `http://127.0.0.1:${hanging.port}/token`, clientId: 'xis' } },
      environment: { XIS_TESTKIT_CLIENT_SECRET: 'secret' },
    });
    await simulator.listen();
    makeAppointment(simulator.organization());
    await expect.poll(() => hanging.accepted).toBe(1);
    await simulator.close();
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

describe('a defect', () => {
  const cases = [
    ['AU-7', 'callback-without-token'],
    ['AU-7', 'callback-token-expired'],
    ['AU-7', 'callback-token-with-bsn'],
    ['AU-9', 'callback-token-reused-after-401'],
    ['AU-9', 'callback-lost-after-401'],
  ] as const;
  tokenTest.for(cases)('%s: %s changes the token alone', async ([, defect], { tokenXis }) => {
    const { simulator, server, callbackEndpoint, tokens } = tokenXis;
    const xis = simulator.organization();
    callbackEndpoint.respondWith({ status: 401 });
    xis.defects.set([defect]);
    makeAppointment(xis);
    await xis.clock.advance({ by: 'PT1M' });
    const sent = await Promise.all(
      tokens().map(async (token) => {
        if (token === undefined) return 'none';
        const { isOurs, isActive, claims } = await server.control.inspect(token);
        return [isOurs && isActive, claims['aud'], claims['client_id'], claims['bsn']];
      }),
    );
    const right = [true, 'spreekuur', 'xis', undefined];
    const expected = {
      'callback-without-token': ['none', 'none'],
      'callback-token-expired': Array(2).fill([false, 'spreekuur', 'xis', undefined]),
      'callback-token-with-bsn': Array(2).fill([true, 'spreekuur', 'xis', '999900390']),
      'callback-token-reused-after-401': [right, right],
      'callback-lost-after-401': [right],
    };
    expect(sent).toEqual(expected[defect]);
    expect(new Set(tokens()).size === tokens().length).toBe(
      defect !== 'callback-token-reused-after-401' && defect !== 'callback-without-token',
    );
    expect(xis.deliveries.get('d1')?.state).toBe(defect === 'callback-lost-after-401' ? 'failed' : 'delivered');
    // The XIS has credentials, and has used them.
    expect(server.control.requests()[0]).toMatchObject({ status: 200, clientId: 'xis' });
  });
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
