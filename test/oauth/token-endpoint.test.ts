import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  ACCESS_TOKEN,
  createKeys,
  type Form,
  JWT_BEARER,
  signClaims,
  startAuthorizationServer,
  type TestAuthorizationServer,
  TOKEN_EXCHANGE,
} from '../support/authorization-server.ts';

const CLIENT_CREDENTIALS = { grant_type: 'client_credentials' };
const BSN = '999900109';

/** Returns the status, the error and the headers that matter of a response. */
async function readError(response: Response) {
  const { error, error_description: description } = (await response.json()) as Record<string, string>;
  return { status: response.status, error, description };
}

async function login(server: TestAuthorizationServer, lifetimeSeconds?: number): Promise<string> {
  const { token } = await server.control.login({ bsn: BSN, ...(lifetimeSeconds !== undefined && { lifetimeSeconds }) });
  return token;
}

async function exchange(server: TestAuthorizationServer, form: Record<string, string> = {}, clientId?: string) {
  const all = {
    grant_type: TOKEN_EXCHANGE,
    subject_token: form['subject_token'] ?? (await login(server)),
    subject_token_type: ACCESS_TOKEN,
    ...form,
  };
  return server.requestToken(all, clientId);
}

describe('metadata and keys', () => {
  test.each(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'])(
    '%s names the endpoints (RFC 8414, section 2)',
    async (path) => {
      await using server = await startAuthorizationServer();
      const { issuer } = server;
      expect(await (await fetch(issuer + path)).json()).toMatchObject({
        issuer,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        introspection_endpoint: `${issuer}/introspect`,
        grant_types_supported: ['client_credentials', TOKEN_EXCHANGE],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
        xis_testkit: { control: `${issuer}/__admin`, client_id: 'spreekuur', audience: 'xis' },
      });
    },
  );

  test('an issuer with a path has its metadata at both places (RFC 8414, section 3.1), and no slash at its end', async () => {
    const environment = { XIS_TESTKIT_CLIENT_SECRET: 'secret' };
    const settings = { publicUrl: 'http://login.example/realms/a/' };
    await using server = await startAuthorizationServer({ settings, environment });
    expect(server.issuer).toBe('http://login.example/realms/a');
    for (const path of [
      '/.well-known/oauth-authorization-server/realms/a',
      '/realms/a/.well-known/openid-configuration',
    ]) {
      expect(await (await fetch(server.address + path)).json()).toMatchObject({ issuer: server.issuer });
    }
  });

  test('HEAD has the headers of GET; another method gets 405 with Allow', async () => {
    await using server = await startAuthorizationServer();
    const head = await fetch(`${server.issuer}/jwks`, { method: 'HEAD' });
    expect([head.status, head.headers.get('Content-Type'), await head.text()]).toEqual([200, 'application/json', '']);
    const get = await fetch(`${server.issuer}/token`);
    expect([get.status, get.headers.get('Allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${server.issuer}/constructor`)).status).toBe(404);
  });

  test('an old key stays public until its last token has expired, also after the clock was set back (RFC 7517)', async () => {
    await using server = await startAuthorizationServer();
    const readKids = async () =>
      ((await (await fetch(`${server.issuer}/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    const token = await login(server, 100);
    const { kid: old } = decodeProtectedHeader(token);
    await server.control.rotateKeys();
    expect(await readKids()).toHaveLength(2);
    server.control.advance(101_000);
    expect(await readKids()).not.toContain(old);
    server.control.setClock(server.control.now() - 101_000, false);
    expect(await readKids()).toContain(old);
    expect((await server.control.inspect(token)).isActive).toBe(true);
  });

  test('keys hold nothing private, and many rotations at once leave the one that signs public', async () => {
    await using server = await startAuthorizationServer();
    const readings = Array.from({ length: 8 }, () => fetch(`${server.issuer}/jwks`));
    await Promise.all([...readings, ...Array.from({ length: 8 }, () => server.control.rotateKeys())]);
    const { kid } = decodeProtectedHeader(await login(server));
    const { keys } = (await (await fetch(`${server.issuer}/jwks`)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.map((key) => key['kid'])).toContain(kid);
    expect(keys.filter((key) => 'd' in key || key['use'] !== 'sig' || key['alg'] !== 'ES256')).toEqual([]);
  });
});

describe('client credentials (RFC 6749, section 4.4)', () => {
  test('[AU-11] the response has a bearer token without BSN, is not stored, and has no refresh token', async () => {
    await using server = await startAuthorizationServer();
    const response = await server.requestToken(CLIENT_CREDENTIALS);
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    const { access_token: token, ...rest } = (await response.json()) as Record<string, string>;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300 });
    const claims = decodeJwt(String(token));
    const times = { iat: server.system.now() / 1000, exp: server.system.now() / 1000 + 300 };
    expect(claims).toMatchObject({
      iss: server.issuer,
      sub: 'spreekuur',
      aud: 'xis',
      client_id: 'spreekuur',
      ...times,
    });
    expect(claims).not.toHaveProperty('bsn');
    expect(decodeProtectedHeader(String(token))).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  test.each<[string, Form, string, number, string]>([
    ['no grant type', {}, 'spreekuur', 400, 'invalid_request'],
    ['an empty grant type, which counts as missing', { grant_type: '' }, 'spreekuur', 400, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 'spreekuur', 400, 'unsupported_grant_type'],
    ['__proto__ as grant type', { grant_type: '__proto__' }, 'spreekuur', 400, 'unsupported_grant_type'],
    ['a grant that the client may not use', { grant_type: TOKEN_EXCHANGE }, 'xis', 400, 'unauthorized_client'],
    ['an audience that it may not have', { ...CLIENT_CREDENTIALS, audience: 'a' }, 'spreekuur', 400, 'invalid_target'],
    ['a resource that it may not have', { ...CLIENT_CREDENTIALS, resource: 'a' }, 'spreekuur', 400, 'invalid_target'],
    ['a scope with two spaces', { ...CLIENT_CREDENTIALS, scope: 'a  b' }, 'spreekuur', 400, 'invalid_scope'],
    [
      'an audience that it may not have, beside an empty one',
      [
        ['grant_type', 'client_credentials'],
        ['audience', ''],
        ['audience', 'evil'],
      ],
      'spreekuur',
      400,
      'invalid_target',
    ],
    [
      'a parameter twice',
      [
        ['grant_type', 'client_credentials'],
        ['grant_type', 'client_credentials'],
      ],
      'spreekuur',
      400,
      'invalid_request',
    ],
  ])('rejects %s (RFC 6749, section 5.2; RFC 8693, section 2.2.2)', async (_name, form, clientId, status, error) => {
    await using server = await startAuthorizationServer();
    const response = await server.requestToken(form, clientId);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await readError(response)).toMatchObject({ status, error });
  });

  test.each([
    ['JSON', 'application/json', JSON.stringify(CLIENT_CREDENTIALS)],
    ['a body of more than 64 KiB', 'application/x-www-form-urlencoded', `grant_type=${'a'.repeat(70_000)}`],
  ])('rejects %s as invalid_request', async (_name, type, body) => {
    await using server = await startAuthorizationServer();
    const headers = { 'Content-Type': type, Authorization: 'Basic c3ByZWVrdXVyOnhpcy10ZXN0a2l0' };
    const response = await fetch(`${server.issuer}/token`, { method: 'POST', body, headers });
    expect(await readError(response)).toMatchObject({ status: 400, error: 'invalid_request' });
  });

  test('scopes are those of the client, unless it asks for fewer', async () => {
    const clients = [{ clientId: 'a', clientSecret: 's', scopes: ['read', 'write'] }];
    await using server = await startAuthorizationServer({ settings: { clients } });
    const request = async (form: Form) =>
      (await server.post('/token', { ...CLIENT_CREDENTIALS, ...form }, 'a:s')).json();
    expect(await request({})).toMatchObject({ scope: 'read write' });
    expect(await request({ scope: 'read' })).toMatchObject({ scope: 'read' });
    expect(await request({ scope: 'admin' })).toMatchObject({ error: 'invalid_scope' });
  });
});

describe('client authentication (RFC 6749, section 2.3)', () => {
  const rejected = { status: 401, error: 'invalid_client', description: 'Client authentication failed.' };

  test.each([
    ['a wrong secret', 'spreekuur:wrong'],
    ['an unknown client', 'stranger:xis-testkit'],
    ['constructor as client', 'constructor:xis-testkit'],
    ['an empty secret', 'spreekuur:'],
    ['no colon', 'spreekuur'],
    ['an encoding that is broken', 'spreekuur:%zz'],
    ['a NUL', 'spreekuur\0:xis-testkit'],
  ])('%s in the header gets the same 401, with a challenge (section 5.2)', async (_name, basic) => {
    await using server = await startAuthorizationServer();
    const response = await server.post('/token', CLIENT_CREDENTIALS, basic);
    expect(response.headers.get('WWW-Authenticate')).toBe('Basic realm="xis-testkit"');
    expect(await readError(response)).toEqual(rejected);
  });

  test('id and secret in the header are encoded as a form is (section 2.3.1)', async () => {
    const clients = [{ clientId: 'a:b', clientSecret: 'p%+é:x' }];
    await using server = await startAuthorizationServer({ settings: { clients } });
    const basic = ['a:b', 'p%+é:x'].map((part) => encodeURIComponent(part)).join(':');
    expect((await server.post('/token', CLIENT_CREDENTIALS, basic)).status).toBe(200);
    expect((await server.post('/token', CLIENT_CREDENTIALS, 'a%3Ab:p%+é:x')).status).toBe(401);
  });

  test('a secret in the body is accepted, without a challenge where it is wrong', async () => {
    await using server = await startAuthorizationServer();
    const form = { ...CLIENT_CREDENTIALS, client_id: 'spreekuur' };
    expect((await server.post('/token', { ...form, client_secret: 'xis-testkit' })).status).toBe(200);
    const response = await server.post('/token', { ...form, client_secret: 'wrong' });
    expect(response.headers.get('WWW-Authenticate')).toBeNull();
    expect(await readError(response)).toEqual(rejected);
    expect(await readError(await server.post('/token', form))).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('several ways at once, and two clients, are invalid_request', async () => {
    await using server = await startAuthorizationServer();
    for (const more of [{ client_secret: 'xis-testkit' }, { client_assertion: 'a' }, { client_id: 'xis' }]) {
      const response = await server.requestToken({ ...CLIENT_CREDENTIALS, ...more } as Form);
      expect(await readError(response)).toMatchObject({ status: 400, error: 'invalid_request' });
    }
  });

  test('a way that the client may not use is rejected', async () => {
    const clients = [{ clientId: 'a', clientSecret: 's', clientAuth: ['client_secret_post'] as const }];
    await using server = await startAuthorizationServer({ settings: { clients } });
    expect(await readError(await server.post('/token', CLIENT_CREDENTIALS, 'a:s'))).toEqual(rejected);
  });

  test('a secret that was changed counts at once', async () => {
    await using server = await startAuthorizationServer();
    server.control.setClientSecret('spreekuur', 'another');
    expect((await server.requestToken(CLIENT_CREDENTIALS)).status).toBe(401);
    expect((await server.post('/token', CLIENT_CREDENTIALS, 'spreekuur:another')).status).toBe(200);
  });
});

describe('private_key_jwt (RFC 7523)', () => {
  /** Starts a server whose only client has keys, and signs assertions for it. */
  async function startWithKeys(alg = 'ES256') {
    const { privateJwk, publicJwk } = await createKeys(alg, 'k1');
    const clients = [{ clientId: 'app', jwks: { keys: [{ ...publicJwk }] } }];
    const server = await startAuthorizationServer({ settings: { clients } });
    const now = server.system.now() / 1000;
    let count = 0;
    const assert = (claims: object = {}, header: object = { kid: 'k1' }) => {
      count++;
      const usual = { iss: 'app', sub: 'app', aud: server.issuer, jti: `j${count}`, iat: now, exp: now + 60 };
      return signClaims({ ...usual, ...claims }, privateJwk, header);
    };
    const request = (assertion: string, more: Form = {}) =>
      server.post('/token', {
        ...CLIENT_CREDENTIALS,
        client_assertion_type: JWT_BEARER,
        client_assertion: assertion,
        ...more,
      } as Form);
    return { server, assert, request, now, privateJwk, publicJwk, [Symbol.asyncDispose]: () => server.close() };
  }

  test.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'])('%s is accepted', async (alg) => {
    await using setup = await startWithKeys(alg);
    expect((await setup.request(await setup.assert())).status).toBe(200);
  });

  test('the audience is the issuer or the token endpoint, as text or in a list (section 3)', async () => {
    await using setup = await startWithKeys();
    const { issuer } = setup.server;
    for (const aud of [issuer, `${issuer}/token`, ['other', issuer]]) {
      expect((await setup.request(await setup.assert({ aud }))).status).toBe(200);
    }
  });

  test('an assertion is for one use, also after its time was set back', async () => {
    await using setup = await startWithKeys();
    const assertion = await setup.assert();
    expect((await setup.request(assertion)).status).toBe(200);
    expect((await setup.request(assertion)).status).toBe(401);
    setup.server.control.setClock(setup.server.control.now() - 30_000, false);
    expect((await setup.request(assertion)).status).toBe(401);
  });

  test.each<[string, object]>([
    ['has expired', { exp: -61 }],
    ['is valid for more than five minutes', { exp: 3700 }],
    ['is not valid yet', { nbf: 61 }],
    ['was issued in the future', { iat: 61 }],
    ['has no jti', { jti: undefined }],
    ['has no expiry', { exp: undefined }],
    ['has another issuer', { iss: 'other' }],
    ['has another audience', { aud: 'https://other.example' }],
    ['has an unknown subject', { sub: 'other' }],
  ])('an assertion that %s is invalid_client', async (_name, claims) => {
    await using setup = await startWithKeys();
    const moved = Object.fromEntries(
      Object.entries(claims).map(([name, value]) => [name, typeof value === 'number' ? setup.now + value : value]),
    );
    const response = await setup.request(await setup.assert(moved));
    expect(await readError(response)).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('a key of another client, HS256 with the public key, and a key in the header are rejected (RFC 8725)', async () => {
    await using setup = await startWithKeys();
    const other = await createKeys('ES256', 'k1');
    const claims = { iss: 'app', sub: 'app', aud: setup.server.issuer, jti: 'x', exp: setup.now + 60 };
    const secret = { kty: 'oct', k: Buffer.from(JSON.stringify(setup.publicJwk)).toString('base64url'), alg: 'HS256' };
    const forged = [
      await signClaims(claims, other.privateJwk, { kid: 'k1' }),
      await signClaims(claims, other.privateJwk, { jwk: other.publicJwk }),
      await signClaims(claims, secret, { kid: 'k1' }),
      'not a token',
    ];
    for (const assertion of forged) expect((await setup.request(assertion)).status).toBe(401);
    expect((await setup.request(await setup.assert(), { client_id: 'other' })).status).toBe(401);
    expect((await setup.request(await setup.assert(), { client_assertion_type: 'other' })).status).toBe(400);
  });

  test('of several keys without kid the right one is found', async () => {
    const [first, second] = [await createKeys('ES256'), await createKeys('ES256')];
    const clients = [{ clientId: 'app', jwks: { keys: [{ ...first.publicJwk }, { ...second.publicJwk }] } }];
    await using server = await startAuthorizationServer({ settings: { clients } });
    const claims = { iss: 'app', sub: 'app', aud: server.issuer, jti: '1', exp: server.system.now() / 1000 + 60 };
    const form = { ...CLIENT_CREDENTIALS, client_assertion_type: JWT_BEARER };
    const assertion = await signClaims(claims, second.privateJwk);
    expect((await server.post('/token', { ...form, client_assertion: assertion })).status).toBe(200);
  });

  test.each(['exp', 'sub', 'sub.bsn', 'patient..bsn', '.bsn', 'my bsn'])(
    '[AU-5] the BSN is not written into the claim %j',
    async (bsnClaim) => {
      const started = startAuthorizationServer({ settings: { bsnClaim } });
      await expect(started).rejects.toThrow(/^bsnClaim: expected the name of a claim/);
    },
  );

  test('private and symmetric keys, and no keys, are mistakes of the configuration', async () => {
    const { privateJwk } = await createKeys('ES256');
    for (const key of [privateJwk, { kty: 'oct', k: 'c2VjcmV0' }]) {
      const clients = [{ clientId: 'app', jwks: { keys: [{ ...key }] } }];
      await expect(startAuthorizationServer({ settings: { clients } })).rejects.toThrow(
        /^clients\[0\]\.jwks\.keys\[0\]: expected a public key/,
      );
    }
    const clients = [{ clientId: 'app', clientAuth: ['private_key_jwt'] as const, clientSecret: 's' }];
    await expect(startAuthorizationServer({ settings: { clients } })).rejects.toThrow(
      /expected jwks for private_key_jwt/,
    );
  });
});

describe('token exchange (RFC 8693)', () => {
  test('[AU-1] [AU-5] the token is the patient’s, for the XIS, and carries the BSN', async () => {
    await using server = await startAuthorizationServer();
    const subjectToken = await login(server, 100);
    const response = await exchange(server, { subject_token: subjectToken, audience: 'xis' });
    const { access_token: token, ...rest } = (await response.json()) as Record<string, string>;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 100, issued_token_type: ACCESS_TOKEN });
    const claims = decodeJwt(String(token));
    const { sub, exp } = decodeJwt(subjectToken);
    expect(claims).toMatchObject({ aud: 'xis', bsn: BSN, sub, exp, client_id: 'spreekuur' });
    expect(sub).not.toContain(BSN);
    expect(claims).not.toHaveProperty('act');
  });

  test('a patient has the same opaque subject at each login', async () => {
    await using server = await startAuthorizationServer();
    const subjectOf = async (bsn: string) => decodeJwt((await server.control.login({ bsn })).token).sub;
    expect(await subjectOf(BSN)).toBe(await subjectOf(BSN));
    expect(await subjectOf(BSN)).not.toBe(await subjectOf('999900687'));
  });

  test.each<[string, Record<string, string>, string]>([
    ['no type of the subject token', { subject_token_type: '' }, 'invalid_request'],
    ['another type', { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    ['a type that is asked for and unknown', { requested_token_type: 'other' }, 'invalid_request'],
    ['a subject token that is no token', { subject_token: 'abc' }, 'invalid_request'],
    ['an actor token without type', { actor_token: 'abc' }, 'invalid_request'],
    ['a type of an actor token without it', { actor_token_type: ACCESS_TOKEN }, 'invalid_request'],
    ['an actor token that is no token', { actor_token: 'abc', actor_token_type: ACCESS_TOKEN }, 'invalid_request'],
    ['an audience that the client may not have', { audience: 'other' }, 'invalid_target'],
  ])('rejects %s (section 2.2.2)', async (_name, form, error) => {
    await using server = await startAuthorizationServer();
    expect(await readError(await exchange(server, form))).toMatchObject({ status: 400, error });
  });

  test('a subject token that has expired, was revoked, or is for another audience is rejected', async () => {
    await using server = await startAuthorizationServer();
    const rejects = async (token: string) =>
      expect(await readError(await exchange(server, { subject_token: token }))).toMatchObject({
        status: 400,
        error: 'invalid_request',
      });
    const revoked = await login(server);
    expect(await server.control.revoke(revoked)).toBe(true);
    await rejects(revoked);
    await rejects((await server.control.issue({ audience: 'elsewhere', bsn: BSN })).token);
    const old = await login(server, 10);
    server.control.advance(10_000);
    await rejects(old);
  });

  test('scopes are not widened (section 2.1)', async () => {
    await using server = await startAuthorizationServer();
    const { token } = await server.control.issue({ audience: 'spreekuur', bsn: BSN, scope: 'read' });
    const request = async (form: Record<string, string>) =>
      (await exchange(server, { subject_token: token, ...form })).json();
    expect(await request({})).toMatchObject({ scope: 'read' });
    expect(await request({ scope: 'read write' })).toMatchObject({ error: 'invalid_scope' });
  });

  test('`actor` adds the client that acts (section 4.1)', async () => {
    await using server = await startAuthorizationServer({ settings: { actor: true } });
    const { access_token: token } = (await (await exchange(server)).json()) as Record<string, string>;
    expect(decodeJwt(String(token))).toMatchObject({ act: { sub: 'spreekuur' } });
  });
});

describe('introspection (RFC 7662)', () => {
  test('an active token has its claims; any other is inactive alone', async () => {
    await using server = await startAuthorizationServer();
    const token = await login(server, 100);
    const introspect = async (form: Form) => (await server.post('/introspect', form, 'xis:xis-testkit')).json();
    expect(await introspect({ token })).toMatchObject({ active: true, token_type: 'Bearer', iss: server.issuer });
    const { token: foreign } = await server.control.issue({ deviation: 'unknown-key' });
    expect(await introspect({ token: foreign })).toEqual({ active: false });
    server.control.advance(100_000);
    expect(await introspect({ token })).toEqual({ active: false });
    expect(await introspect({})).toMatchObject({ error: 'invalid_request' });
    expect((await server.post('/introspect', { token })).status).toBe(401);
  });
});
