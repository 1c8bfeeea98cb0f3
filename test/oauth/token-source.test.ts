import { inspect } from 'node:util';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { createTokenSource, findTestServer, TokenError, type TokenSourceOptions } from '../../oauth/index.ts';
import { createKeys, createTestSystem, startAuthorizationServer } from '../support/authorization-server.ts';

const BSN = '999900109';
const SECRET = 'secret-canary-6f1c';

interface SeenRequest {
  readonly url: string;
  readonly form: URLSearchParams;
  readonly authorization: string | null;
}

/** Creates a source whose token endpoint responds as a function says, and keeps the requests. */
function createSource(
  respond: (request: SeenRequest, count: number) => Response | Promise<Response>,
  options: Partial<TokenSourceOptions> = {},
) {
  const requests: SeenRequest[] = [];
  const system = createTestSystem(async (url, init) => {
    const headers = new Headers(init?.headers);
    const form = new URLSearchParams(String(init?.body ?? ''));
    requests.push({ url: String(url), form, authorization: headers.get('Authorization') });
    const last = requests.at(-1) as SeenRequest;
    return respond(last, requests.length);
  });
  const token = createTokenSource({
    tokenUrl: 'https://login.example/token',
    clientId: 'app',
    clientSecret: SECRET,
    system,
    ...options,
  });
  return { token, requests, system };
}

const respondWith = (body: object, init?: ResponseInit) => () =>
  Response.json({ access_token: 'opaque', token_type: 'Bearer', ...body }, init);

/** Returns the message of a rejection, after looking for the secret in all of the error. */
async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TokenError);
  expect(inspect(error, { depth: 8 })).not.toContain(SECRET);
  return (error as Error).message;
}

describe('with our own server', () => {
  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    '[AU-7] [AU-11] client credentials by %s, cached for 80 % of the lifetime',
    async (clientAuth) => {
      await using server = await startAuthorizationServer();
      const { issuer, system } = server;
      const source = createTokenSource({
        issuer,
        clientId: 'xis',
        clientSecret: 'xis-testkit',
        audience: 'spreekuur',
        clientAuth,
        system,
      });
      const token = await source();
      expect(decodeJwt(token)).toMatchObject({ aud: 'spreekuur', sub: 'xis' });
      system.pass(239_999);
      expect(await source()).toBe(token);
      system.pass(1);
      expect(await source()).not.toBe(token);
    },
  );

  test.each(['RS256', 'PS256', 'ES256', 'Ed25519'])('private_key_jwt with %s', async (alg) => {
    const { privateJwk, publicJwk } = await createKeys(alg, 'k1');
    const clients = [{ clientId: 'app', jwks: { keys: [{ ...publicJwk }] } }];
    await using server = await startAuthorizationServer({ settings: { clients } });
    const { issuer, system } = server;
    const source = createTokenSource({ issuer, clientId: 'app', clientKey: privateJwk, system });
    expect(decodeJwt(await source())).toMatchObject({ sub: 'app' });
    expect(await source(await source())).toMatch(/^eyJ/);
  });

  test('[AU-1] [AU-5] token exchange; id, secret and audience have defaults', async () => {
    await using server = await startAuthorizationServer();
    const { issuer, system } = server;
    const found = await findTestServer(issuer, { system });
    const source = createTokenSource({ issuer, subjectToken: () => found?.login(BSN) ?? '', system });
    const token = await source();
    expect(decodeJwt(token)).toMatchObject({ aud: 'xis', bsn: BSN });
    expect(await found?.inspect(token)).toMatchObject({ isOurs: true, isActive: true, hasBsn: true });
    expect(await found?.clients()).toContainEqual(
      expect.objectContaining({ clientId: 'other-practice', organizations: [] }),
    );
    expect(await found?.issue({ deviation: 'expired' })).toMatch(/^eyJ/);
  });

  test('a patient’s token that has expired is asked for anew, once', async () => {
    await using server = await startAuthorizationServer();
    const { issuer, system } = server;
    const logins: (string | undefined)[] = [];
    const subjectToken = async (refused?: string) => {
      logins.push(refused);
      return (await server.control.login({ bsn: BSN })).token;
    };
    const old = (await server.control.login({ bsn: BSN })).token;
    system.pass(400_000);
    const source = createTokenSource({
      issuer,
      subjectToken: (refused) => (refused === undefined ? old : subjectToken(refused)),
      system,
    });
    expect(decodeJwt(await source())).toMatchObject({ bsn: BSN });
    expect(logins).toEqual([old]);
    const stubborn = createTokenSource({ issuer, subjectToken: () => old, system });
    const before = server.control.requests().length;
    expect(await failure(stubborn())).toBe('the token endpoint issued no token: it returned 400 invalid_request');
    expect(
      server.control
        .requests()
        .slice(before)
        .filter(({ endpoint }) => endpoint === '/token'),
    ).toHaveLength(1);
  });

  test('[AU-9] an authorization server that is down for a while delays a token only', async () => {
    await using server = await startAuthorizationServer();
    const { issuer, system } = server;
    const options = { issuer, clientId: 'xis', audience: 'spreekuur', system };
    server.control.addFault({ operation: 'token', status: 503, retryAfterSeconds: 1, times: 2 });
    expect(await createTokenSource({ ...options, retries: true })()).toMatch(/^eyJ/);
    server.control.addFault({ operation: 'token', status: 503, times: 1 });
    const source = createTokenSource(options);
    expect(await failure(source())).toBe('the token endpoint issued no token: it returned 503 temporarily_unavailable');
    expect(await source()).toMatch(/^eyJ/);
    server.control.addFault({ operation: 'token', dropsConnection: true, times: 1 });
    expect(await source(await source())).toMatch(/^eyJ/);
  });
});

describe('servers as they are', () => {
  test.each<[string, object, number]>([
    ['without expires_in', {}, 48],
    ['as text', { expires_in: '100' }, 80],
    ['null', { expires_in: null }, 48],
    ['zero', { expires_in: 0 }, 0],
    ['negative', { expires_in: -5 }, 0],
    ['no number', { expires_in: 'soon' }, 0],
    ['huge', { expires_in: 1e15 }, 1e6],
  ])('the lifetime %s', async (_name, body, seconds) => {
    const { token, requests, system } = createSource(respondWith(body));
    await token();
    if (seconds > 0) {
      system.pass(seconds * 1000 - 1);
      await token();
      expect(requests).toHaveLength(1);
    }
    system.pass(1);
    await token();
    expect(requests).toHaveLength(seconds === 1e6 ? 1 : 2);
  });

  test('a token that is no JWT, `bearer` in lower case, and a refresh and an id token beside it are fine', async () => {
    const { token } = createSource(respondWith({ token_type: 'bearer', refresh_token: 'r', id_token: 'no.jwt' }));
    expect(await token()).toBe('opaque');
  });

  test.each<[string, () => Response, RegExp]>([
    ['a page', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }), /is no JSON object$/],
    ['JSON as text', () => new Response('{"access_token":"a"}'), /its response is not valid/],
    ['no token', () => Response.json({ token_type: 'Bearer' }), /its response is not valid/],
    ['a token that is no text', () => Response.json({ access_token: 5, token_type: 'Bearer' }), /is not valid/],
    ['another type of token', respondWith({ token_type: 'mac' }), /unsupported `token_type` value/],
    ['null', () => Response.json(null), /is no JSON object$/],
    ['a redirect', () => Response.redirect('https://evil.example/token', 302), /it returned 302$/],
    ['an error with a code', () => Response.json({ error: 'invalid_client' }, { status: 401 }), /401 invalid_client$/],
    ['the secret as error', () => Response.json({ error: SECRET }, { status: 400 }), /it returned 400$/],
    [
      'the secret in the description',
      () => Response.json({ error: 'invalid_scope', error_description: SECRET }, { status: 400 }),
      /it returned 400 invalid_scope$/,
    ],
    ['a page with an error', () => new Response(`<html>${SECRET}`, { status: 500 }), /it returned 500$/],
  ])('%s is an error without anything that the server wrote', async (_name, respond, message) => {
    const { token, requests } = createSource(respond);
    expect(await failure(token())).toMatch(message);
    expect(new Set(requests.map(({ url }) => url))).toEqual(new Set(['https://login.example/token']));
  });

  test('the request has the parameters of the grant, and no more (RFC 8693, section 2.1)', async () => {
    const { token, requests } = createSource(respondWith({}), {
      subjectToken: 'patient-token',
      audience: 'xis',
      scope: 'read write',
    });
    await token();
    const [{ form, authorization } = {}] = requests as Partial<SeenRequest>[];
    expect(Object.fromEntries(form ?? [])).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'patient-token',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'xis',
      scope: 'read write',
    });
    // RFC 6749, section 2.3.1: each encoded as a form is.
    const basic = Buffer.from(String(authorization?.slice(6)), 'base64').toString();
    expect(basic.split(':').map(decodeURIComponent)).toEqual(['app', SECRET]);
  });

  test('each attempt has an assertion of its own (RFC 7523, section 3)', async () => {
    const { privateJwk } = await createKeys('ES256');
    const { token, requests } = createSource(
      (_request, count) => (count < 3 ? new Response('', { status: 503 }) : respondWith({})()),
      { clientKey: privateJwk, retries: true },
    );
    await token();
    const ids = requests.map(({ form }) => decodeJwt(String(form.get('client_assertion'))).jti);
    expect([ids.length, new Set(ids).size]).toEqual([3, 3]);
  });

  test.each([400, 403])(
    'a patient’s token that is refused with %i is asked for anew, and 401 is of the client',
    async (status) => {
      const refused: (string | undefined)[] = [];
      const subjectToken = (old?: string) => {
        refused.push(old);
        return old === undefined ? 'first' : 'second';
      };
      const { token, requests } = createSource(
        ({ form }) =>
          form.get('subject_token') === 'first' ? Response.json({ error: 'x' }, { status }) : respondWith({})(),
        { subjectToken },
      );
      expect(await token()).toBe('opaque');
      expect([refused, requests.length]).toEqual([[undefined, 'first'], 2]);
      const client = createSource(() => Response.json({ error: 'invalid_client' }, { status: 401 }), { subjectToken });
      expect(await failure(client.token())).toMatch(/401 invalid_client$/);
      expect(client.requests).toHaveLength(1);
    },
  );

  test('a token endpoint is used without metadata; the issuer is the audience of assertions then', async () => {
    const { privateJwk } = await createKeys('ES256');
    const issuer = 'https://login.example/realm';
    const { token, requests } = createSource(respondWith({}), { issuer, clientKey: privateJwk });
    expect(await token()).toBe('opaque');
    expect(requests.map(({ url }) => url)).toEqual(['https://login.example/token']);
    expect(decodeJwt(String(requests[0]?.form.get('client_assertion')))).toMatchObject({ aud: issuer });
  });

  test('an empty secret is no secret', async () => {
    expect(await failure(createSource(respondWith({}), { clientSecret: '' }).token())).toMatch(
      /expected a client secret/,
    );
  });

  test('an error of the function that gets the patient’s token stays as it is', async () => {
    class CommandError extends XisTestkitError {
      readonly code = 'token-command-failed';
    }
    const { token } = createSource(respondWith({}), {
      subjectToken: () => Promise.reject(new CommandError('the command failed')),
    });
    await expect(token()).rejects.toThrow(CommandError);
  });

  test.each<[string, Partial<TokenSourceOptions>, RegExp]>([
    ['no client id', { clientId: undefined } as never, /expected clientId/],
    ['no secret', { clientSecret: undefined } as never, /expected a client secret/],
    ['no key', { clientAuth: 'private_key_jwt' }, /expected clientKey/],
    ['a symmetric key', { clientKey: { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' } }, /not a private JWK/],
    ['a key without numbers', { clientKey: { kty: 'RSA' } }, /not a private JWK/],
    ['no subject token', { grant: 'token_exchange' }, /expected subjectToken/],
  ])('options with %s are named', async (_name, options, message) => {
    expect(await failure(createSource(respondWith({}), options).token())).toMatch(message);
  });
});

test.each([404, 405])(
  'a URL that is no token endpoint (%d) is the problem, and not the patient’s token',
  async (status) => {
    const { token } = createSource(() => Response.json({ error: 'invalid_request' }, { status }), {
      subjectToken: 'x',
    });
    await expect(token()).rejects.toMatchObject({ problem: 'token-server-unreachable' });
  },
);

describe('metadata (RFC 8414)', () => {
  test('the issuer that the metadata is of is named', async () => {
    await using server = await startAuthorizationServer();
    const issuer = server.issuer.replace('localhost', '127.0.0.1');
    await expect(createTokenSource({ issuer, clientId: 'xis', clientSecret: 'x' })()).rejects.toThrow(
      `its metadata is of the issuer ${server.issuer}`,
    );
  });

  const ISSUER = 'https://login.example';

  test.each<[string, object]>([
    ['names another issuer', { issuer: 'https://evil.example', token_endpoint: `${ISSUER}/token` }],
    [
      'has an endpoint over http, although the issuer has https',
      { issuer: ISSUER, token_endpoint: 'http://login.example/t' },
    ],
    ['has no url as endpoint', { issuer: ISSUER, token_endpoint: 'token' }],
  ])('that %s is rejected before anything secret is sent', async (_name, metadata) => {
    const { tokenUrl: _tokenUrl, ...rest } = { tokenUrl: undefined, issuer: ISSUER };
    const requests: string[] = [];
    const system = createTestSystem(async (url) => {
      requests.push(String(url));
      return Response.json(metadata);
    });
    const token = createTokenSource({ ...rest, clientId: 'app', clientSecret: SECRET, system });
    expect(await failure(token())).toMatch(/the metadata of the authorization server cannot be read/);
    expect(requests.filter((url) => !url.includes('/.well-known/'))).toEqual([]);
  });

  test('a server that does not respond is asked for one place only', async () => {
    const requests: string[] = [];
    const system = createTestSystem(async (url) => {
      requests.push(String(url));
      throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
    });
    const token = createTokenSource({ issuer: ISSUER, clientId: 'app', clientSecret: SECRET, system });
    await failure(token());
    expect(new Set(requests).size).toBe(1);
  });

  test('a control interface on another host gets no BSN and no token', async () => {
    const xisTestkit = {
      control: 'https://evil.example/__admin',
      client_id: 'a',
      audience: 'b',
      callback_audience: 'c',
    };
    const metadata = { issuer: ISSUER, token_endpoint: `${ISSUER}/token`, xis_testkit: xisTestkit };
    const system = createTestSystem(async () => Response.json(metadata));
    expect(await findTestServer(ISSUER, { system, controlToken: SECRET })).toBeUndefined();
    const { xis_testkit: _own, ...foreign } = metadata;
    expect(
      await findTestServer(ISSUER, { system: createTestSystem(async () => Response.json(foreign)) }),
    ).toBeUndefined();
  });
});
