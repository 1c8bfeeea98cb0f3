import { exportSPKI, importJWK, type CryptoKey as JoseKey, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  type AuthenticationSettings,
  type BearerRejection,
  createBearerValidator,
  type Leniency,
  type TestTokenRequest,
} from '../../oauth/index.ts';
import { createKeys, createTestSystem, signClaims, startAuthorizationServer } from '../support/authorization-server.ts';

const ISSUER = 'https://login.example/realms/care';
const BSN = '999900109';
const STRICT = { ignores: [], accepts: [], keepsOldKeys: false };

const bearer = (token: string) => ({ rawHeaders: ['Authorization', `Bearer ${token}`], url: '/fhir/Patient' });

function leniency(mistakes: {
  readonly ignores?: readonly string[];
  readonly accepts?: readonly string[];
  readonly keepsOldKeys?: boolean;
}): Leniency {
  const { ignores, accepts, keepsOldKeys } = { ...STRICT, ...mistakes };
  return { ignores: new Set(ignores), accepts: new Set(accepts), keepsOldKeys } as Leniency;
}

/** Starts our authorization server, and a validator that trusts it. */
async function startBoth(settings: Partial<AuthenticationSettings> = {}) {
  const server = await startAuthorizationServer();
  const validator = createBearerValidator(
    { mode: 'jwt', issuer: server.issuer, audience: 'xis', ...settings },
    { ...server.system, now: server.control.now },
  );
  const validate = async (request: TestTokenRequest, mistakes?: Leniency) =>
    validator.validate(bearer((await server.control.issue(request)).token), mistakes);
  return { server, validator, validate, [Symbol.asyncDispose]: () => server.close() };
}

/** Creates a validator of a server that is right and whose keys are these. */
function createForeign(keys: readonly unknown[], settings: Partial<AuthenticationSettings> = {}) {
  const requests: string[] = [];
  const system = createTestSystem(async (url) => {
    requests.push(String(url));
    return Response.json({ keys });
  });
  const validator = createBearerValidator(
    { mode: 'jwt', issuer: ISSUER, audience: 'xis', jwksUri: `${ISSUER}/certs`, ...settings },
    system,
  );
  const now = system.now() / 1000;
  const claims = { iss: ISSUER, sub: 'p1', aud: 'xis', azp: 'app', iat: now, exp: now + 300, bsn: BSN };
  return { validator, system, claims, requests, validate: (token: string) => validator.validate(bearer(token)) };
}

const reasonOf = (result: object): string | undefined => (result as Partial<BearerRejection>).reason;

describe('the Authorization header (RFC 6750)', () => {
  test.each<[string, readonly string[], string]>([
    ['no header', [], 'missing'],
    ['another scheme', ['Authorization', 'Basic YTpi'], 'missing'],
    ['no token', ['Authorization', 'Bearer'], 'malformed'],
    ['two words', ['Authorization', 'Bearer a b'], 'malformed'],
    ['characters that no token has', ['Authorization', 'Bearer a,b'], 'malformed'],
    ['two headers', ['Authorization', 'Bearer a', 'authorization', 'Bearer b'], 'several'],
  ])('[AU-2] [AU-4] %s', async (_name, rawHeaders, reason) => {
    const { validator } = createForeign([]);
    const result = (await validator.validate({ rawHeaders: [...rawHeaders], url: '/' })) as BearerRejection;
    expect(result.reason).toBe(reason);
    const error = { missing: undefined, malformed: 'invalid_token', several: 'invalid_request' }[reason];
    expect(result.challenge).toMatch(/^Bearer realm="xis-testkit"/);
    expect(/error="(\w+)"/.exec(String(result.challenge))?.[1]).toBe(error);
  });

  test('a token in the query does not count, and one beside the header is too many (sections 2.3 and 3.1)', async () => {
    const { validator } = createForeign([]);
    const url = '/fhir/Patient?access_token=a';
    expect(reasonOf(await validator.validate({ rawHeaders: [], url }))).toBe('missing');
    expect(reasonOf(await validator.validate({ ...bearer('a'), url }))).toBe('several');
  });

  test('the scheme is in any case; `presence` looks no further, and `off` not at all', async () => {
    const system = createTestSystem();
    const presence = createBearerValidator({ mode: 'presence' }, system);
    expect(await presence.validate({ rawHeaders: ['AUTHORIZATION', 'bEARER abc'], url: '/' })).toEqual({
      bearer: undefined,
    });
    expect(reasonOf(await presence.validate({ rawHeaders: [], url: '/' }))).toBe('missing');
    const off = createBearerValidator({ mode: 'off' }, system);
    expect(await off.validate({ rawHeaders: [], url: '/' })).toEqual({ bearer: undefined });
  });

  test('the mode jwt requires issuer and audience: without them every token would do', () => {
    expect(() => createBearerValidator({ mode: 'jwt' }, createTestSystem())).toThrow(/^issuer: .*\naudience: /);
    const settings = { mode: 'jwt', issuer: '', audience: [] } as const;
    expect(() => createBearerValidator(settings, createTestSystem())).toThrow(/^issuer: .*\naudience: /);
  });
});

describe('deviations of our own tokens', () => {
  test('[AU-1] a right token is valid, with its patient and its client', async () => {
    await using both = await startBoth();
    expect(await both.validate({ bsn: BSN })).toMatchObject({ bearer: { bsn: BSN, clientId: 'spreekuur', notes: [] } });
    expect(await both.validate({})).toMatchObject({ bearer: { bsn: undefined } });
  });

  test.each([
    ['expired', 'expired', { ignores: ['expiry'] }],
    ['tampered', 'invalid', { ignores: ['signature'] }],
    ['unsigned', 'invalid', { accepts: ['none'] }],
    ['signed-with-public-key', 'invalid', { accepts: ['hmac'] }],
    ['other-issuer', 'invalid', { ignores: ['issuer'] }],
    ['other-audience', 'invalid', { ignores: ['audience'] }],
    ['unknown-key', 'invalid', { ignores: ['signature'] }],
    ['not-yet-valid', 'invalid', undefined],
  ] as const)('[AU-3] %s is %s, unless a validator makes exactly that mistake', async (deviation, reason, mistakes) => {
    await using both = await startBoth();
    const request = { bsn: BSN, deviation };
    expect(await both.validate(request)).toMatchObject({
      reason,
      challenge: expect.stringContaining('error="invalid_token"'),
    });
    const all = [
      { ignores: ['expiry'] },
      { ignores: ['signature'] },
      { accepts: ['none'] },
      { accepts: ['hmac'] },
      { ignores: ['issuer'] },
      { ignores: ['audience'] },
      { keepsOldKeys: true },
    ];
    const accepted: object[] = [];
    for (const each of all) {
      if ('bearer' in (await both.validate(request, leniency(each)))) accepted.push(each);
    }
    expect(accepted).toEqual(mistakes ? [mistakes] : []);
  });

  test('[AU-1] a new key is read, but not where the old ones are kept', async () => {
    await using both = await startBoth();
    await both.validate({});
    const keepsOld = leniency({ keepsOldKeys: true });
    expect(reasonOf(await both.validate({ deviation: 'new-key' }, keepsOld))).toBe('invalid');
    expect(await both.validate({ deviation: 'new-key' })).toHaveProperty('bearer');
    await both.server.control.rotateKeys();
    expect(await both.validate({})).toHaveProperty('bearer');
  });

  test('the clocks may differ by a minute', async () => {
    await using both = await startBoth();
    const { token } = await both.server.control.issue({ lifetimeSeconds: 10 });
    both.server.control.advance(69_000);
    expect(await both.validator.validate(bearer(token))).toHaveProperty('bearer');
    both.server.control.advance(1_000);
    expect(reasonOf(await both.validator.validate(bearer(token)))).toBe('expired');
  });
});

describe('no confusion of algorithms and keys (RFC 8725)', () => {
  /** Returns the bytes that a confused validator may take for the secret of an HMAC. */
  async function secretsOf(publicJwk: JWK): Promise<readonly Uint8Array[]> {
    const pem = await exportSPKI((await importJWK(publicJwk, undefined, { extractable: true })) as JoseKey);
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    return [Buffer.from(pem), Buffer.from(pem.trim()), der, Buffer.from(JSON.stringify(publicJwk))];
  }

  test.each(['RS256', 'ES256'])(
    '[AU-3] HMAC with the public key of %s is rejected in every form of it',
    async (alg) => {
      const { publicJwk } = await createKeys(alg, 'k');
      const { validate, claims } = createForeign([publicJwk]);
      for (const secret of await secretsOf(publicJwk)) {
        for (const hmac of ['HS256', 'HS384', 'HS512']) {
          const key = { kty: 'oct', k: Buffer.from(secret).toString('base64url'), alg: hmac };
          expect(await validate(await signClaims(claims, key, { kid: 'k' }))).toMatchObject({
            reason: 'invalid',
            description: 'The algorithm of the token is not accepted.',
          });
        }
      }
    },
  );

  test.each(['none', 'None', 'NONE', 'nOnE', '', 'ES256K', 'HS256', 'dir'])(
    '[AU-3] the algorithm "%s" without a signature is rejected',
    async (alg) => {
      const { publicJwk } = await createKeys('ES256', 'k');
      const { validate, claims } = createForeign([publicJwk]);
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      for (const signature of ['', 'AAAA']) {
        const token = `${encode({ alg, kid: 'k' })}.${encode(claims)}.${signature}`;
        expect(reasonOf(await validate(token))).toMatch(/^(?:invalid|malformed)$/);
      }
    },
  );

  test('[AU-3] a key in the header, by jwk, jku or x5u, is ignored', async () => {
    const [known, own] = [await createKeys('ES256', 'k'), await createKeys('ES256', 'k')];
    const { validate, claims, requests } = createForeign([known.publicJwk]);
    for (const header of [
      { jwk: own.publicJwk },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example/c' },
    ]) {
      expect(reasonOf(await validate(await signClaims(claims, own.privateJwk, { kid: 'k', ...header })))).toBe(
        'invalid',
      );
    }
    expect(requests).toEqual([`${ISSUER}/certs`]);
  });

  test('the header cannot choose another algorithm than that of the key, or one that is not configured', async () => {
    const [rsa, ec] = [await createKeys('RS256', 'rsa'), await createKeys('ES256', 'ec')];
    const foreign = createForeign([rsa.publicJwk, ec.publicJwk]);
    const token = await signClaims(foreign.claims, ec.privateJwk, { kid: 'rsa' });
    expect(reasonOf(await foreign.validate(token))).toBe('invalid');
    const only = createForeign([rsa.publicJwk, ec.publicJwk], { algorithms: ['RS256'] });
    expect(reasonOf(await only.validate(await signClaims(only.claims, ec.privateJwk, { kid: 'ec' })))).toBe('invalid');
    const right = await signClaims(only.claims, rsa.privateJwk, { kid: 'rsa' });
    expect(await only.validate(right)).toHaveProperty('bearer');
  });

  test('an unknown critical header, and the type of another kind of token, are rejected', async () => {
    const { privateJwk, publicJwk } = await createKeys('ES256', 'k');
    const { validate, claims } = createForeign([publicJwk]);
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'k', crit: ['x'], x: 1 })).toString('base64url');
    const [, ...rest] = (await signClaims(claims, privateJwk)).split('.');
    expect(reasonOf(await validate([header, ...rest].join('.')))).toBe('invalid');
    for (const typ of ['dpop+jwt', 'logout+jwt', 'secevent+jwt']) {
      expect(reasonOf(await validate(await signClaims(claims, privateJwk, { typ })))).toBe('invalid');
    }
  });
});

describe('claims (RFC 7519, section 4.1)', () => {
  test.each<[string, (now: number) => object, string]>([
    ['no expiry', () => ({ exp: undefined }), 'The token has no valid expiry.'],
    ['an expiry that is text', (now) => ({ exp: `${now + 60}` }), 'The token has no valid expiry.'],
    ['an expiry in the past', (now) => ({ exp: now - 61 }), 'The token has expired.'],
    ['a beginning in the future', (now) => ({ nbf: now + 61 }), 'The token is not valid yet.'],
    ['an issue in the future', (now) => ({ iat: now + 61 }), 'The token was issued in the future.'],
    ['an issue that is text', () => ({ iat: 'today' }), 'The token was issued in the future.'],
    ['no issuer', () => ({ iss: undefined }), 'The token has another issuer.'],
    ['the issuer with a slash', () => ({ iss: `${ISSUER}/` }), 'The token has another issuer.'],
    ['no audience', () => ({ aud: undefined }), 'The token has another audience.'],
    ['an audience that only contains ours', () => ({ aud: 'xis2' }), 'The token has another audience.'],
  ])('[AU-3] %s', async (_name, change, description) => {
    const { privateJwk, publicJwk } = await createKeys('ES256');
    const { validate, claims, system } = createForeign([publicJwk]);
    const token = await signClaims({ ...claims, ...change(system.now() / 1000) }, privateJwk);
    expect(await validate(token)).toMatchObject({ description });
  });
});

describe('right but unusual servers', () => {
  test.each<[string, string, object, object, Partial<AuthenticationSettings>]>([
    ['`azp` in the place of client_id', 'RS256', {}, { typ: 'JWT' }, {}],
    ['`aud` as a list', 'RS256', { aud: ['account', 'xis'] }, {}, {}],
    ['the type application/at+jwt', 'RS256', {}, { typ: 'application/at+jwt' }, {}],
    ['the type application/jwt', 'RS256', {}, { typ: 'application/JWT' }, {}],
    ['ES256, without `iat` and `nbf`', 'ES256', { iat: undefined }, {}, {}],
    ['EdDSA', 'EdDSA', {}, {}, {}],
    ['Ed25519', 'Ed25519', {}, {}, {}],
    ['PS512', 'PS512', {}, {}, {}],
    ['a BSN that is nested', 'ES256', { bsn: undefined, patient: { bsn: BSN } }, {}, { bsnClaim: 'patient.bsn' }],
    [
      'a claim whose name is a URL',
      'ES256',
      { bsn: undefined, 'https://a.example/claims/bsn': BSN },
      {},
      { bsnClaim: 'https://a.example/claims/bsn' },
    ],
  ])('%s', async (_name, alg, claims, header, settings) => {
    const { privateJwk, publicJwk } = await createKeys(alg, 'k');
    const foreign = createForeign([publicJwk], settings);
    const token = await signClaims({ ...foreign.claims, ...claims }, privateJwk, { kid: 'k', ...header });
    expect(await foreign.validate(token)).toMatchObject({ bearer: { bsn: BSN, clientId: 'app', notes: [] } });
  });

  test('keys without `kid` and `alg`: each of them is tried', async () => {
    const keys = [await createKeys('RS256'), await createKeys('RS256'), await createKeys('RS256')];
    const { validate, claims } = createForeign(keys.map(({ publicJwk: { alg: _alg, ...key } }) => key));
    for (const { privateJwk } of keys)
      expect(await validate(await signClaims(claims, privateJwk))).toHaveProperty('bearer');
    const stranger = await createKeys('RS256');
    expect(reasonOf(await validate(await signClaims(claims, stranger.privateJwk)))).toBe('invalid');
  });

  test('[AU-5] a BSN that is a number has its zeros back, and a note', async () => {
    const { privateJwk, publicJwk } = await createKeys('ES256');
    const { validate, claims } = createForeign([publicJwk]);
    const token = await signClaims({ ...claims, bsn: 12345672 }, privateJwk);
    expect(await validate(token)).toMatchObject({
      bearer: { bsn: '012345672', notes: [expect.stringContaining('AU-5')] },
    });
  });

  test.each<[string, unknown, boolean]>([
    ['all of them, and more', 'openid write read', true],
    ['one of two', 'read', false],
    ['a longer name', 'reads write', false],
    ['no scope', undefined, false],
    ['no text', 5, false],
  ])('RFC 6750, section 3.1: a token needs the required scopes: %s', async (_name, scope, isAccepted) => {
    const { privateJwk, publicJwk } = await createKeys('ES256');
    const { validate, claims } = createForeign([publicJwk], { requiredScopes: ['read', 'write'] });
    const result = await validate(await signClaims({ ...claims, scope }, privateJwk));
    if (isAccepted) return expect(result).toMatchObject({ bearer: { bsn: BSN } });
    expect(result).toEqual({
      reason: 'insufficient-scope',
      description: 'The token does not have the required scopes.',
      challenge:
        'Bearer realm="xis-testkit", error="insufficient_scope", error_description="The token does not have the required scopes.", scope="read write"',
    });
  });

  test('[AU-8] organizations by claim and by client', async () => {
    const { privateJwk, publicJwk } = await createKeys('ES256');
    const mayActFor = async (settings: Partial<AuthenticationSettings>, claims: object, agb: string) => {
      const foreign = createForeign([publicJwk], settings);
      const result = await foreign.validate(await signClaims({ ...foreign.claims, ...claims }, privateJwk));
      return 'bearer' in result && result.bearer?.mayActFor(agb);
    };
    expect(await mayActFor({}, {}, '01000001')).toBe(true);
    const byClaim = { organizationClaim: 'org' };
    expect(await mayActFor(byClaim, { org: ['http://fhir.nl/fhir/NamingSystem/agb-z|01000001'] }, '01000001')).toBe(
      true,
    );
    expect(await mayActFor(byClaim, { org: '01000001' }, '01000002')).toBe(false);
    expect(await mayActFor(byClaim, {}, '01000001')).toBe(false);
    const byClient = { clients: [{ clientId: 'app', organizations: ['01000001'] }] };
    expect(await mayActFor(byClient, {}, '01000001')).toBe(true);
    expect(await mayActFor(byClient, {}, '01000002')).toBe(false);
    expect(await mayActFor(byClient, { azp: 'other' }, '01000001')).toBe(false);
  });
});

describe('the keys of a stranger', () => {
  test('private and symmetric keys, and what is no key, are left out', async () => {
    const { privateJwk, publicJwk } = await createKeys('ES256', 'k');
    const secret = { kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0', alg: 'HS256', kid: 'k' };
    const { validate, claims } = createForeign([null, 'text', privateJwk, secret, publicJwk]);
    expect(await validate(await signClaims(claims, privateJwk, { kid: 'k' }))).toHaveProperty('bearer');
    expect(reasonOf(await validate(await signClaims(claims, secret, { kid: 'k' })))).toBe('invalid');
    const published = createForeign([privateJwk]);
    expect(reasonOf(await published.validate(await signClaims(claims, privateJwk, { kid: 'k' })))).toBe('invalid');
  });

  test('thousands of keys that fit cost no thousands of verifications', async () => {
    const { publicJwk } = await createKeys('ES256');
    const stranger = await createKeys('ES256');
    const { validate, claims } = createForeign([...Array.from({ length: 3000 }, () => publicJwk), stranger.publicJwk]);
    // The right key is beyond the hundred that are kept.
    expect(reasonOf(await validate(await signClaims(claims, stranger.privateJwk)))).toBe('invalid');
  });

  test('a key of RSA with 1024 bits verifies nothing (RFC 7518, section 3.3)', async () => {
    const { generateKeyPairSync, createSign } = await import('node:crypto');
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { validate, claims } = createForeign([publicKey.export({ format: 'jwk' })]);
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const input = `${encode({ alg: 'RS256' })}.${encode(claims)}`;
    const signature = createSign('RSA-SHA256').update(input).sign(privateKey).toString('base64url');
    expect(reasonOf(await validate(`${input}.${signature}`))).toBe('invalid');
  });

  test.each<[string, () => Response | Promise<Response>]>([
    ['an error', () => new Response('', { status: 503 })],
    ['a page', () => new Response('<html>')],
    ['no list of keys', () => Response.json({ keys: 'none' })],
    ['a redirect, which is not followed', () => Response.redirect('https://evil.example/jwks', 302)],
    ['no connection', () => Promise.reject(new TypeError('fetch failed'))],
  ])('keys that cannot be read are no fault of the token: %s', async (_name, respond) => {
    const settings = { mode: 'jwt', issuer: ISSUER, audience: 'xis', jwksUri: `${ISSUER}/certs` } as const;
    const validator = createBearerValidator(
      settings,
      createTestSystem(async () => respond()),
    );
    const { privateJwk } = await createKeys('ES256');
    expect(await validator.validate(bearer(await signClaims({}, privateJwk)))).toEqual({
      reason: 'keys-unavailable',
      description: 'The keys of the authorization server cannot be read.',
      challenge: undefined,
    });
  });
});
