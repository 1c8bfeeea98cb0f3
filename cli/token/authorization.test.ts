import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  createAuthorizationServer,
  realSystem,
  type TokenError,
} from '../../oauth/index.ts';
import type { Token } from '../../transport/create-transport.ts';
import type { CommandValues } from '../command-options.ts';
import { type Authorization, createAuthorization, type Sender } from './authorization.ts';
import type { TOKEN_OPTIONS } from './options.ts';

const BSN = '999900109';
const OTHER_BSN = '999900110';
const SECRET = 'canary-secret';

interface Given {
  readonly server?: Omit<Parameters<typeof createAuthorizationServer>[0] & object, 'settings'>;
  readonly settings?: AuthorizationServerSettings;
  readonly environment?: Readonly<Record<string, string>>;
  readonly sender?: Sender;
}

/** Starts an authorization server on a clock of its own. */
async function startServer({ server = {}, settings = {} }: Given = {}): Promise<AuthorizationServer> {
  const started = createAuthorizationServer({ port: 0, settings, ...server });
  await started.listen();
  onTestFinished(() => started.close());
  return started;
}

type Values = CommandValues<typeof TOKEN_OPTIONS> & Readonly<Record<string, unknown>>;

/** Creates the tokens of a command line; its waits take no time. */
function authorize(values: Values, { environment = {}, sender = 'spreekuur' }: Given = {}, now = Date.now) {
  const waits: number[] = [];
  const system = {
    ...realSystem,
    now,
    // A time-out of a request never fires; any other wait is over at once.
    wait: (milliseconds: number, signal?: AbortSignal) =>
      milliseconds === 10_000 ? realSystem.wait(milliseconds, signal) : Promise.resolve(void waits.push(milliseconds)),
  };
  const settings = { values, library: {}, nameOf: (key: string) => `--${key}` };
  return { waits, authorization: createAuthorization({ settings, system, environment, sender }) };
}

async function tokenOf(token: Token | undefined, refused?: string): Promise<string> {
  return typeof token === 'function' ? token(refused) : (token ?? '');
}

async function claimsOf(authorization: Promise<Authorization>) {
  return decodeJwt(await tokenOf((await authorization).token));
}

async function problemOf(authorization: Promise<Authorization>): Promise<TokenError> {
  const { token } = await authorization;
  const error: unknown = await tokenOf(token).catch((thrown: unknown) => thrown);
  expect(error).toHaveProperty('name', 'TokenError');
  return error as TokenError;
}

describe('a token of an authorization server of xis-testkit', () => {
  test('AU-1: is for the patient, who is logged in by itself; client, secret and audience have defaults', async () => {
    const { issuer } = await startServer();
    const { authorization } = authorize({ issuer, patientBsn: BSN });
    expect(await claimsOf(authorization)).toMatchObject({ bsn: BSN, aud: 'xis', client_id: 'spreekuur' });
  });

  test('AU-1: is for the second patient as well', async () => {
    const { issuer } = await startServer();
    const { authorization } = authorize({ issuer, patientBsn: BSN });
    const { testServer, otherToken } = await (await authorization).explore(OTHER_BSN);
    expect(testServer?.issuer).toBe(issuer);
    expect(decodeJwt(await tokenOf(otherToken))).toMatchObject({ bsn: OTHER_BSN, aud: 'xis' });
    expect(await (await authorization).explore()).not.toHaveProperty('otherToken');
    const ofClient = await authorize({ issuer, grant: 'client_credentials' }).authorization;
    expect(await ofClient.explore(OTHER_BSN)).not.toHaveProperty('otherToken');
  });

  test('AU-11: is of the client alone without a patient', async () => {
    const { issuer } = await startServer();
    const { authorization } = authorize({ issuer });
    const claims = await claimsOf(authorization);
    expect(claims).toMatchObject({ aud: 'xis', client_id: 'spreekuur' });
    expect(claims).not.toHaveProperty('bsn');
  });

  test('AU-7: is that of a XIS where Spreekuur.nl is verified, without the patient', async () => {
    const { issuer, control } = await startServer();
    const { token: subjectToken } = await control.login({ bsn: BSN });
    for (const patient of [
      { patientBsn: BSN },
      { subjectToken },
      { subjectTokenCommand: `printf %s ${subjectToken}` },
    ]) {
      const { authorization } = authorize({ issuer, ...patient }, { sender: 'xis' });
      const claims = await claimsOf(authorization);
      expect(claims).toMatchObject({ aud: 'spreekuur', client_id: 'xis' });
      expect(claims).not.toHaveProperty('bsn');
    }
  });

  test('AU-1: is another one after the first has expired or was refused, by a new login', async () => {
    const { issuer, control } = await startServer();
    const { token } = await authorize({ issuer, patientBsn: BSN }, {}, control.now).authorization;
    const first = await tokenOf(token);
    expect(await tokenOf(token)).toBe(first);
    // The patient's own token has expired too.
    control.expire();
    const second = await tokenOf(token);
    expect(second).not.toBe(first);
    expect(decodeJwt(second)).toHaveProperty('bsn', BSN);
    expect(await tokenOf(token, second)).not.toBe(second);
  });

  test('options take precedence over its defaults', async () => {
    const settings = {
      clients: [{ clientId: 'own', clientSecret: SECRET, audiences: ['practice'], scopes: ['booking'] }],
    };
    const { issuer } = await startServer({ settings });
    const values = { issuer, clientId: 'own', audience: 'practice', scope: 'booking', patientBsn: BSN };
    const { authorization } = authorize(
      { ...values, grant: 'client_credentials', clientAuth: 'client_secret_post' },
      { environment: { XIS_TESTKIT_CLIENT_SECRET: SECRET } },
    );
    const claims = await claimsOf(authorization);
    expect(claims).toMatchObject({ aud: 'practice', client_id: 'own', scope: 'booking' });
    expect(claims).not.toHaveProperty('bsn');
  });

  test('the control interface gets its token from XIS_TESTKIT_ADMIN_TOKEN', async () => {
    const { issuer } = await startServer({ server: { adminToken: 'canary-admin' } });
    const values = { issuer, patientBsn: BSN };
    const refused = await problemOf(authorize(values).authorization);
    expect([refused.problem, refused.message]).toEqual(['token-login-refused', expect.stringContaining('401')]);
    const { authorization } = authorize(values, { environment: { XIS_TESTKIT_ADMIN_TOKEN: 'canary-admin' } });
    expect(await claimsOf(authorization)).toHaveProperty('bsn', BSN);
  });
});

describe('a token of any authorization server', () => {
  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    '%s: the secret is in the environment',
    async (clientAuth) => {
      const { issuer, control } = await startServer({
        settings: { clients: [{ clientId: 'c', clientSecret: SECRET }] },
      });
      const { token: subjectToken } = await control.login({ bsn: BSN });
      const values = { tokenUrl: `${issuer}/token`, clientId: 'c', clientAuth, audience: 'xis', subjectToken };
      const { authorization } = authorize(values, { environment: { XIS_TESTKIT_CLIENT_SECRET: SECRET } });
      expect(await claimsOf(authorization)).toMatchObject({ bsn: BSN, aud: 'xis', client_id: 'c' });
    },
  );

  test('private_key_jwt: the key is in a file', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)) }] };
    const { issuer } = await startServer({ settings: { clients: [{ clientId: 'c', jwks }] } });
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-authorization-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const clientKeyJwk = join(folder, 'key.json');
    await writeFile(clientKeyJwk, JSON.stringify(await exportJWK(privateKey)));
    const { authorization } = authorize({ issuer, clientId: 'c', clientKeyJwk });
    expect(await claimsOf(authorization)).toMatchObject({ client_id: 'c' });
  });

  test('a command prints the own token of the patient, again for each exchange', async () => {
    const { issuer, control } = await startServer();
    const { token: own } = await control.login({ bsn: BSN, lifetimeSeconds: 86_400 });
    const values = { issuer, subjectTokenCommand: `printf %s ${own}`, patientBsn: OTHER_BSN };
    const { token } = await authorize(values, {}, control.now).authorization;
    const first = await tokenOf(token);
    expect(decodeJwt(first)).toHaveProperty('bsn', BSN);
    expect(await tokenOf(token, first)).not.toBe(first);
    const failing = await authorize({ issuer, subjectTokenCommand: 'echo canary; exit 3' }).authorization;
    await expect(tokenOf(failing.token)).rejects.toThrow(
      /^--subjectTokenCommand printed no token: it ended with exit code 3$/,
    );
  });

  test.each([
    [{ status: 503, times: 1 }, [250]],
    [{ status: 429, retryAfterSeconds: 7, times: 1 }, [7000]],
    [{ dropsConnection: true, times: 1 }, []],
  ])('is requested again after %j, with a wait', async (fault, expected) => {
    const { issuer, control } = await startServer();
    for (const operation of ['metadata', 'token'] as const) control.addFault({ ...fault, operation });
    const { authorization, waits } = authorize({ issuer, patientBsn: BSN });
    expect(await claimsOf(authorization)).toHaveProperty('bsn', BSN);
    expect(waits).toEqual([...expected, ...expected]);
  });

  test('a server that was down at the start is asked again for the next request', async () => {
    const { issuer, control } = await startServer();
    control.addFault({ status: 503 });
    const { authorization } = authorize({ issuer, patientBsn: BSN });
    const { token } = await authorization;
    expect(await problemOf(authorization)).toHaveProperty('problem', 'token-server-unreachable');
    control.clearFaults();
    expect(decodeJwt(await tokenOf(token))).toHaveProperty('bsn', BSN);
  });
});

describe('why there is no token', () => {
  async function startPage(): Promise<string> {
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<h1>canary</h1>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test.each<[string, (issuer: string) => Values | Promise<Values>, string, RegExp]>([
    [
      'no server',
      () => ({ issuer: 'http://127.0.0.1:1' }),
      'token-server-unreachable',
      /the metadata .* cannot be read/,
    ],
    ['a page', async () => ({ issuer: await startPage() }), 'token-metadata', /the metadata .* cannot be read/],
    [
      'a page at the token endpoint',
      async () => ({ tokenUrl: await startPage(), clientId: 'spreekuur' }),
      'token-server-unreachable',
      /its response is/,
    ],
    ['an unknown client', (issuer) => ({ issuer, clientId: 'x' }), 'token-client-refused', /401 invalid_client$/],
    [
      'no client',
      (issuer) => ({ tokenUrl: `${issuer}/token` }),
      'token-client-refused',
      /expected clientId, got none$/,
    ],
    ['another audience', (issuer) => ({ issuer, audience: 'x' }), 'token-target-refused', /400 invalid_target$/],
    [
      'another scope',
      (issuer) => ({ issuer, clientId: 'narrow', scope: 'x' }),
      'token-scope-refused',
      /400 invalid_scope$/,
    ],
    ['a wrong own token', (issuer) => ({ issuer, subjectToken: 'canary' }), 'token-refused', /400 invalid_/],
    [
      'no own token',
      (issuer) => ({ issuer, grant: 'token_exchange' }),
      'token-refused',
      /expected subjectToken for a token exchange, got none$/,
    ],
  ])('%s: a problem that says so, and nothing secret', async (_name, values, problem, message) => {
    const clients = [
      { clientId: 'spreekuur', audiences: ['xis'] },
      { clientId: 'narrow', scopes: ['booking'] },
    ];
    const environment = { XIS_TESTKIT_CLIENT_SECRET: SECRET };
    const { issuer } = await startServer({ settings: { clients }, server: { environment } });
    const error = await problemOf(authorize(await values(issuer), { environment }).authorization);
    expect([error.problem, error.message]).toEqual([problem, expect.stringMatching(message)]);
    expect(error.message).not.toContain('canary');
  });
});
