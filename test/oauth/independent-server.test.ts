import { describe, expect, test } from 'vitest';
import { createBookingEngine } from '../../engine/index.ts';
import { EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createBearerValidator, createTokenSource, realSystem } from '../../oauth/index.ts';
import { createSimulator } from '../../simulator/index.ts';
import { createKeys } from '../support/authorization-server.ts';
import { SPREEKUUR, startOidcServer, XIS } from '../support/oidc-server.ts';

const BSN = '999900109';
const SECRET = 'a-secret-of-spreekuur-with-%-and-+';

/** Validates a token as the XIS does, or as Spreekuur.nl. */
async function validate(issuer: string, audience: string, token: string) {
  const validator = createBearerValidator({ mode: 'jwt', issuer, audience, bsnClaim: 'patient.bsn' }, realSystem);
  return validator.validate({ rawHeaders: ['Authorization', `Bearer ${token}`], url: '/' });
}

describe('[AU-10] the authorization server of a vendor (oidc-provider)', () => {
  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    '[AU-1] [AU-5] [AU-11] token exchange and client credentials by %s',
    async (clientAuth) => {
      const { privateJwk } = await createKeys('RS256', 'k1');
      const clients = [{ client_id: 'spreekuur', client_secret: SECRET, token_endpoint_auth_method: clientAuth }];
      await using server = await startOidcServer(clients, [privateJwk]);
      const { issuer } = server;
      const options = { issuer, clientId: 'spreekuur', clientSecret: SECRET, clientAuth };
      const exchanged = createTokenSource({ ...options, audience: XIS, subjectToken: () => server.login(BSN) });
      expect(await validate(issuer, XIS, await exchanged())).toMatchObject({
        bearer: { bsn: BSN, clientId: 'spreekuur', notes: [] },
      });
      const own = await createTokenSource(options)();
      expect(await validate(issuer, XIS, own)).toMatchObject({ bearer: { bsn: undefined, clientId: 'spreekuur' } });
      expect(await validate(issuer, SPREEKUUR, own)).toMatchObject({ reason: 'invalid' });
    },
  );

  test.each(['RS256', 'PS256', 'ES256'])('[AU-7] client credentials by private_key_jwt with %s', async (alg) => {
    const [signing, key] = [await createKeys('ES256', 'k1'), await createKeys(alg, 'c1')];
    const clients = [
      {
        client_id: 'xis',
        jwks: { keys: [{ ...key.publicJwk, use: 'sig' }] },
        token_endpoint_auth_method: 'private_key_jwt' as const,
        token_endpoint_auth_signing_alg: alg as 'ES256',
      },
    ];
    await using server = await startOidcServer(clients as never, [signing.privateJwk]);
    const token = await createTokenSource({ issuer: server.issuer, clientId: 'xis', clientKey: key.privateJwk })();
    expect(await validate(server.issuer, SPREEKUUR, token)).toMatchObject({ bearer: { bsn: undefined } });
  });

  test('[AU-1] a key that is new is read, and tokens of the old one stay valid', async () => {
    const [first, second] = [await createKeys('ES256', 'k1'), await createKeys('ES256', 'k2')];
    const clients = [{ client_id: 'spreekuur', client_secret: SECRET }];
    await using server = await startOidcServer(clients, [first.privateJwk]);
    const { issuer } = server;
    const source = createTokenSource({ issuer, clientId: 'spreekuur', clientSecret: SECRET });
    const validator = createBearerValidator({ mode: 'jwt', issuer, audience: XIS }, realSystem);
    const check = (token: string) => validator.validate({ rawHeaders: ['Authorization', `Bearer ${token}`], url: '/' });
    const old = await source();
    expect(await check(old)).toHaveProperty('bearer');
    server.rotateKeys(second.privateJwk);
    expect(await check(await source(old))).toHaveProperty('bearer');
    expect(await check(old)).toHaveProperty('bearer');
  });

  test('[AU-1] [AU-5] [AU-7] the simulator and the engine take its tokens, also after a rotation', async () => {
    const [first, second] = [await createKeys('ES256', 'k1'), await createKeys('ES256', 'k2')];
    const clients = ['spreekuur', 'xis'].map((id) => ({ client_id: id, client_secret: SECRET }));
    await using server = await startOidcServer(clients, [first.privateJwk]);
    const { issuer } = server;
    const simulator = await createSimulator({
      port: 0,
      environment: { XIS_TESTKIT_CLIENT_SECRET: SECRET },
      configuration: {
        organizations: [{ ...SMALL_PRACTICE, agb: '01000001' }],
        authentication: {
          mode: 'jwt',
          issuer,
          audience: XIS,
          bsnClaim: 'patient.bsn',
          clients: [{ clientId: 'spreekuur' }],
        },
        callbackAuthorization: { issuer, clientId: 'xis' },
      },
    });
    await simulator.listen();
    const engine = createBookingEngine({
      xis: simulator.baseUrl,
      organization: '01000001',
      authentication: { mode: 'jwt', issuer, audience: SPREEKUUR, clients: [{ clientId: 'xis' }] },
    });
    const listener = await engine.listen({ port: 0 });
    const xis = simulator.organization();
    xis.callbacks.set({ url: listener.url });
    const read = async (path: string, token: string) => {
      const headers = { Authorization: `Bearer ${token}`, 'X-Organization-Identifier': '01000001' };
      const response = await fetch(`${simulator.baseUrl}${path}`, { headers });
      return [response.status, JSON.stringify(await response.json()).includes('"id":"1"')];
    };
    const ofClient = { issuer, clientId: 'spreekuur', clientSecret: SECRET };
    const ofPatient = createTokenSource({ ...ofClient, audience: XIS, subjectToken: () => server.login(EMMA.bsn) });
    const update = async (start: string) => {
      xis.appointments.make({ schedule: 'smit', type: 'consult', patient: 'Patient/2', start });
      await xis.settled();
    };
    try {
      const old = await ofPatient();
      expect(await read('/Patient', old)).toEqual([200, true]);
      expect((await read('/Patient', await server.login(EMMA.bsn)))[0]).toBe(401);
      const own = await createTokenSource(ofClient)();
      expect([(await read('/Patient', own))[0], (await read('/Schedule', own))[0]]).toEqual([403, 200]);
      await update('2027-01-18T09:00:00+01:00');
      server.rotateKeys(second.privateJwk);
      expect(await read('/Patient', await ofPatient(old))).toEqual([200, true]);
      await update('2027-01-18T09:10:00+01:00');
      expect(engine.received.map(({ status }) => status)).toEqual([200, 200]);
    } finally {
      await simulator.close();
      await listener.close();
    }
  });

  test('what it rejects is an error with its code: a wrong secret, and a patient’s token that is no token', async () => {
    const { privateJwk } = await createKeys('ES256', 'k1');
    await using server = await startOidcServer([{ client_id: 'spreekuur', client_secret: SECRET }], [privateJwk]);
    const options = { issuer: server.issuer, clientId: 'spreekuur', clientSecret: SECRET };
    await expect(createTokenSource({ ...options, clientSecret: 'wrong' })()).rejects.toThrow(/401 invalid_client$/);
    await expect(createTokenSource({ ...options, subjectToken: 'no.token' })()).rejects.toThrow(/400 invalid_request$/);
  });
});
