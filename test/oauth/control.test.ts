import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createAuthorizationServer } from '../../oauth/index.ts';
import { CONTROL_ROUTES } from '../../oauth/server/control-routes.ts';
import { startAuthorizationServer, type TestAuthorizationServer } from '../support/authorization-server.ts';

const BSN = '999900109';
const SECRET = { XIS_TESTKIT_CLIENT_SECRET: 'secret' };

/** Returns status and text of an OperationOutcome. */
async function readProblem(response: Response) {
  const { issue } = (await response.json()) as { issue: { diagnostics: string }[] };
  return [response.status, issue[0]?.diagnostics];
}

const SAMPLES: Readonly<Record<string, (server: TestAuthorizationServer) => unknown>> = {
  '/login': () => ({ bsn: BSN }),
  '/tokens': () => ({ bsn: BSN, deviation: 'expired', scope: 'a b', lifetimeSeconds: 5 }),
  '/clock': () => ({ advanceSeconds: 5 }),
  '/client-secret': () => ({ clientId: 'xis', clientSecret: 'new' }),
  '/faults': () => ({ operation: 'jwks', times: 1 }),
};

test.each(CONTROL_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s does what its summary says',
  async (_name, { method, path, input }) => {
    await using server = await startAuthorizationServer();
    const { token } = await server.control.login({ bsn: BSN });
    const body = method === 'GET' ? undefined : (SAMPLES[path]?.(server) ?? (input ? { token } : undefined));
    const response = await server.command(path, body, method);
    expect([200, 204]).toContain(response.status);
    expect(await response.text()).not.toMatch(/999900109|xis-testkit"?,?"?secret/);
  },
);

describe('commands that cannot be carried out', () => {
  test.each<[string, string, unknown, number, string]>([
    ['POST', '/login', { bsn: '123456789' }, 422, 'bsn: expected a BSN: nine digits that pass the eleven test'],
    ['POST', '/tokens', { clientId: 'stranger' }, 404, 'unknown client'],
    ['POST', '/tokens', { colour: 1 }, 422, expect.stringContaining('unknown key') as unknown as string],
    ['POST', '/revoke', { token: 'a.b.c' }, 404, 'the token was not issued here'],
    ['PUT', '/client-secret', { clientId: 'stranger', clientSecret: 's' }, 404, 'unknown client'],
    ['POST', '/nowhere', {}, 404, 'Unknown path.'],
    ['POST', '/__proto__', {}, 404, 'Unknown path.'],
    ['PATCH', '/login', {}, 405, 'This path does not support this method.'],
    ['POST', '/login', [], 422, expect.stringContaining('expected an object') as unknown as string],
  ])('%s %s %j returns %i', async (method, path, body, status, text) => {
    await using server = await startAuthorizationServer();
    expect(await readProblem(await server.command(path, body, method))).toEqual([status, text]);
  });

  test('the clock stays within the years that can be written', async () => {
    await using server = await startAuthorizationServer();
    expect((await server.command('/clock', { now: '9995-01-01T00:00:00Z' })).status).toBe(204);
    const before = server.control.now();
    expect((await server.command('/clock', { advanceSeconds: 315_360_000 })).status).toBe(422);
    const both = { now: '9994-01-01T00:00:00Z', advanceSeconds: 315_360_000 };
    expect((await server.command('/clock', both)).status).toBe(422);
    expect(server.control.now()).toBe(before);
    expect((await server.command('', undefined, 'GET')).status).toBe(200);
  });

  test('a frozen clock runs again on command, and moving it does not let it run', async () => {
    await using server = await startAuthorizationServer();
    const view = async () => (await server.control.view()).frozen;
    await server.command('/clock', { frozen: true });
    await server.command('/clock', { advanceSeconds: 5 });
    expect(await view()).toBe(true);
    const before = server.control.now();
    expect((await server.command('/clock', { frozen: false })).status).toBe(204);
    expect([await view(), server.control.now()]).toEqual([false, before]);
  });

  test('faults are bounded', async () => {
    await using server = await startAuthorizationServer();
    for (let count = 0; count < 100; count++) server.control.addFault({ operation: 'jwks' });
    expect((await server.command('/faults', {})).status).toBe(409);
    server.control.clearFaults();
    expect((await server.command('/faults', {})).status).toBe(204);
  });
});

describe('access', () => {
  test('an empty token, secret or variable opens nothing', async () => {
    const environment = { XIS_TESTKIT_CLIENT_SECRET: '' };
    await using server = await startAuthorizationServer({ adminToken: '', environment });
    const headers = { Origin: 'https://evil.example', Authorization: 'Bearer ' };
    expect((await fetch(`${server.issuer}/__admin`, { headers })).status).toBe(403);
    const grant = { grant_type: 'client_credentials' };
    expect((await server.post('/token', grant, 'spreekuur:')).status).toBe(401);
    expect((await server.requestToken(grant)).status).toBe(200);
    server.control.setClientSecret('spreekuur', '');
    expect((await server.post('/token', grant, 'spreekuur:')).status).toBe(401);
    await using open = await startAuthorizationServer({ host: '0.0.0.0', adminToken: '', environment: SECRET });
    expect(open.hasControlInterface).toBe(false);
    expect((await open.command('', undefined, 'GET')).status).toBe(403);
  });

  test('web pages of other origins and other hosts are rejected, and so is everybody without the token where there is one', async () => {
    await using server = await startAuthorizationServer();
    for (const headers of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      expect((await fetch(`${server.issuer}/__admin`, { headers })).status).toBe(403);
    }
    await using closed = await startAuthorizationServer({ adminToken: 'control-token' });
    const response = await closed.command('', undefined, 'GET');
    expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer']);
    const headers = { Authorization: 'Bearer control-token' };
    expect((await fetch(`${closed.issuer}/__admin`, { headers })).status).toBe(200);
  });

  test('a public address needs a secret for each client, and closes the control interface', async () => {
    const clients = [{ clientId: 'app' }];
    const settings = { publicUrl: 'https://login.example' };
    for (const environment of [{}, { XIS_TESTKIT_CLIENT_SECRET: '' }]) {
      for (const options of [{ host: '0.0.0.0' }, { settings }]) {
        const create = () => createAuthorizationServer({ ...options, environment });
        expect(create).toThrow(/^clients: expected .* XIS_TESTKIT_CLIENT_SECRET, because other machines reach /);
      }
      expect(() => createAuthorizationServer({ settings: { ...settings, clients }, environment })).toThrow(
        /^clients\[0\]: expected clientSecret, .* XIS_TESTKIT_CLIENT_SECRET, because other machines reach https:/,
      );
    }
    for (const publicUrl of ['http://127.0.0.1:9/auth', 'http://[::1]:9', 'http://localhost']) {
      expect(createAuthorizationServer({ settings: { publicUrl } }).issuer).toBe(publicUrl);
    }
    expect(() => createAuthorizationServer().mount('https://xis.example/auth')).toThrow(/^clients: expected/);
    await using server = await startAuthorizationServer({ host: '0.0.0.0', environment: SECRET });
    expect(server.hasControlInterface).toBe(false);
    expect((await server.command('', undefined, 'GET')).status).toBe(403);
    expect((await server.requestToken({ grant_type: 'client_credentials' })).status).toBe(401);
    expect((await server.post('/token', { grant_type: 'client_credentials' }, 'xis:secret')).status).toBe(200);
  });
});

test('reset removes faults and requests and resets the clock; tokens stay', async () => {
  await using server = await startAuthorizationServer();
  const { token } = await server.control.login({ bsn: BSN });
  server.control.expire();
  server.control.addFault({});
  expect((await fetch(`${server.issuer}/jwks`)).status).toBe(503);
  expect((await server.control.inspect(token)).isActive).toBe(false);
  server.control.reset();
  expect(server.control.requests()).toEqual([]);
  expect((await fetch(`${server.issuer}/jwks`)).status).toBe(200);
  expect((await server.control.inspect(token)).isActive).toBe(true);
});

test('a server that listens again has the port of its new address as issuer', async () => {
  await using server = await startAuthorizationServer();
  await server.close();
  expect([server.port, server.address]).toEqual([0, '']);
  await server.listen();
  expect(server.issuer).toBe(`http://localhost:${server.port}`);
});

test('an observer that throws costs no response', async () => {
  const seen: unknown[] = [];
  await using server = await startAuthorizationServer({
    onRequest: (request) => {
      seen.push(request.status);
      throw new Error('observer');
    },
  });
  expect((await server.requestToken({ grant_type: 'client_credentials' })).status).toBe(200);
  expect((await server.requestToken({ grant_type: 'nothing' })).status).toBe(400);
  server.control.addFault({ operation: 'jwks', times: 1 });
  expect((await fetch(`${server.issuer}/jwks`)).status).toBe(503);
  expect((await fetch(`${server.issuer}/jwks`)).status).toBe(200);
  expect(seen).toEqual([200, 400, 503, 200]);
});

test('nothing secret is in requests, views, events and errors', async () => {
  const secrets = ['secret-canary', 'wrong-canary', 'assertion-canary', 'scope-canary', BSN];
  const seen: unknown[] = [];
  const clients = [{ clientId: 'spreekuur', clientSecret: 'secret-canary' }];
  await using server = await startAuthorizationServer({ settings: { clients }, onRequest: (each) => seen.push(each) });
  const tokens = [(await server.control.login({ bsn: BSN })).token, (await server.control.issue({ bsn: BSN })).token];
  const grant = { grant_type: 'client_credentials' };
  const texts = await Promise.all(
    [
      server.post('/token', { ...grant, scope: 'scope-canary  x' }, 'spreekuur:secret-canary'),
      server.post('/token', grant, 'spreekuur:wrong-canary'),
      server.post('/token', { grant_type: BSN }, 'spreekuur:secret-canary'),
      server.post('/token', { ...grant, client_assertion: 'assertion-canary', client_assertion_type: BSN }),
      server.post('/introspect', { token: tokens[0] ?? '' }, 'spreekuur:wrong-canary'),
      server.command('/login', { bsn: 'wrong-canary' }),
      server.command('/inspect', { token: tokens[0] }),
      server.command('/requests', undefined, 'GET'),
      server.command('', undefined, 'GET'),
    ].map(async (response) => (await response).text()),
  );
  const all = [...texts, inspect(server.control.requests(), { depth: 9 }), inspect(seen, { depth: 9 })].join('\n');
  for (const secret of [...secrets, ...tokens]) expect(all).not.toContain(secret);
  expect(seen).toHaveLength(5);
});

test('what the server keeps is bounded', async () => {
  await using server = await startAuthorizationServer();
  for (let count = 0; count < 60; count++) await server.control.issue({ deviation: 'new-key' });
  expect((await server.control.view()).keys.length).toBeLessThanOrEqual(50);
  const { token } = await server.control.login({});
  expect((await server.control.inspect(token)).isActive).toBe(true);
  for (let count = 0; count < 1010; count++) await fetch(`${server.issuer}/token`);
  expect(server.control.requests()).toHaveLength(1000);
});
