import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createBearerValidator } from '../../oauth/index.ts';
import { authenticateClient } from '../../oauth/server/authenticate-client.ts';
import { CONTROL_ROUTES } from '../../oauth/server/control-routes.ts';
import {
  createTestSystem,
  JWT_BEARER,
  startAuthorizationServer,
  TOKEN_EXCHANGE,
} from '../support/authorization-server.ts';

/** A text that no answer may repeat. */
const CANARY = 'canary7f3a';

const odd = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    '\0',
    '%',
    '%00',
    '=',
    'null',
    '[]',
    '{}',
    '999900109',
    'é',
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('a.b.c'),
  fc.constant('eyJhbGciOiJub25lIn0.e30.'),
);
const marked = odd.map((text) => `${text}${CANARY}`);
const parameter = fc.tuple(
  fc.constantFrom(
    'grant_type',
    'client_id',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
    'subject_token',
    'subject_token_type',
    'actor_token',
    'requested_token_type',
    'audience',
    'resource',
    'scope',
    'token',
    '__proto__',
  ),
  fc.oneof(marked, fc.constantFrom('client_credentials', TOKEN_EXCHANGE, JWT_BEARER, 'spreekuur', 'xis-testkit')),
);
const header = fc.oneof(
  marked.map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
  fc.constant(`Basic ${Buffer.from('spreekuur:xis-testkit').toString('base64')}`),
  fc.stringMatching(/^[!-~]{0,60}$/).map((text) => `Basic ${text}`),
  fc.stringMatching(/^[!-~]{0,60}$/),
);

/** Expects a short answer that is no fault of the server, and has nothing of the input. */
async function expectCalm(response: Response): Promise<void> {
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  expect(text.length).toBeLessThan(4000);
  expect(text).not.toMatch(/ {4}at |node_modules|\.ts:\d/);
  if (response.status >= 400) expect(text).not.toContain(CANARY);
}

test.each(['/token', '/introspect'])('%s never fails on any input', async (path) => {
  await using server = await startAuthorizationServer();
  await fc.assert(
    fc.asyncProperty(fc.array(parameter, { maxLength: 8 }), fc.option(header), async (form, authorization) => {
      const headers: Record<string, string> = authorization === null ? {} : { Authorization: authorization };
      const body = new URLSearchParams(form);
      await expectCalm(await fetch(server.issuer + path, { method: 'POST', body, headers }));
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      await expectCalm(await fetch(server.issuer + path, { method: 'POST', body: Buffer.from(bytes), headers }));
    }),
    { numRuns: 50 },
  );
});

test('the control interface never fails on any input', async () => {
  await using server = await startAuthorizationServer();
  const keys = [
    'bsn',
    'subject',
    'token',
    'clientId',
    'clientSecret',
    'advanceSeconds',
    'now',
    'frozen',
    'status',
    'scope',
  ];
  const body = fc.dictionary(
    fc.constantFrom(...keys, '__proto__'),
    fc.oneof(marked, fc.double(), fc.constant(null), fc.jsonValue()),
  );
  const commands = CONTROL_ROUTES.filter(({ method }) => method !== 'GET');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), fc.oneof(body, fc.jsonValue()), async ({ method, path }, value) => {
      await expectCalm(await server.command(path, value, method));
    }),
    { numRuns: 300 },
  );
  server.control.reset();
  expect((await server.command('', undefined, 'GET')).status).toBe(200);
});

test('[AU-2] [AU-3] no made-up Authorization header passes the validator, or makes it fail', async () => {
  const system = createTestSystem(async () => Response.json({ keys: [] }));
  const settings = { issuer: 'https://login.example', audience: 'xis', jwksUri: 'https://login.example/jwks' };
  const validator = createBearerValidator({ mode: 'jwt', ...settings }, system);
  const part = fc.oneof(
    odd,
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
  );
  const token = fc.oneof(
    marked,
    fc.array(part, { maxLength: 6 }).map((parts) => `${parts.join('.')}${CANARY}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(token, { maxLength: 3 }), odd, async (tokens, query) => {
      const rawHeaders = tokens.flatMap((each) => ['Authorization', `Bearer ${each}`]);
      const result = await validator.validate({ rawHeaders, url: `/?${query}` });
      expect(result).not.toHaveProperty('bearer');
      expect(result).toHaveProperty('reason', expect.not.stringMatching('keys-unavailable'));
      expect(JSON.stringify(result)).not.toContain(CANARY);
      expect((result as { challenge?: string }).challenge).toMatch(
        /^Bearer realm="[\x20-\x7e]+"(?:, [a-z_]+="[ -!#-~]+")*$/,
      );
    }),
  );
});

describe('secrets are compared in constant time', () => {
  const client = {
    clientId: 'app',
    clientSecret: 'secret' as string | undefined,
    getKey: undefined,
    clientAuth: ['client_secret_basic' as const],
    grants: [],
  };
  const registry = {
    clients: new Map([
      ['app', client],
      ['keys', { ...client, clientId: 'keys', clientSecret: undefined }],
    ]),
    now: () => 0,
    audiences: () => [],
    usedAssertions: new Map(),
  };

  test.each([
    ['a client that is known', 'app', 'client_secret_basic'],
    ['one that is unknown', 'stranger', 'client_secret_basic'],
    ['one that has no secret', 'keys', 'client_secret_basic'],
    ['a way that the client may not use', 'app', 'client_secret_post'],
  ])('also for %s', async (_name, id, way) => {
    const compare = vi.spyOn(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    try {
      const basic = `Basic ${Buffer.from(`${id}:wrong`).toString('base64')}`;
      const form = way === 'client_secret_post' ? { client_id: id, client_secret: 'secret' } : {};
      const attempt = authenticateClient(
        Object.keys(form).length > 0 ? undefined : basic,
        new URLSearchParams(form),
        registry,
      );
      await expect(attempt).rejects.toThrow('Client authentication failed.');
      expect(compare).toHaveBeenCalledTimes(1);
    } finally {
      compare.mockRestore();
      syncBuiltinESMExports();
    }
  });
});
