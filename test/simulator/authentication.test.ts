import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testBsn } from '../../fhir/bsn.ts';
import { DAAN, EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  createAuthorizationServer,
  type TestTokenRequest,
} from '../../oauth/index.ts';
import { type Configuration, createSimulator, type Simulator } from '../../simulator/index.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { sendRaw } from '../support/raw-http.ts';
import { runs } from '../support/runs.ts';
import { call, createBookingBody, createCancellationBody, type TestSlot, xisTest } from '../support/xis.ts';

type Deviation = NonNullable<TestTokenRequest['deviation']>;

const authTest = xisTest.extend<{
  authorizationServer: AuthorizationServerSettings;
  server: AuthorizationServer;
  tokenOf: (request?: TestTokenRequest) => Promise<Auth>;
}>({
  authorizationServer: [{}, { scope: 'worker' }],
  server: async ({ simulator }, use) => {
    const { authorizationServer } = simulator;
    if (!authorizationServer) throw new Error('the simulator has no authorization server');
    await use(authorizationServer);
    authorizationServer.control.reset();
  },
  tokenOf: async ({ server }, use) => use((request) => bearerOf(server, request)),
});

/** The options of a request with a token. */
interface Auth {
  readonly headers: { readonly Authorization: string };
}

async function bearerOf(server: AuthorizationServer, request: TestTokenRequest = {}): Promise<Auth> {
  return withToken((await server.control.issue(request)).token);
}

function withToken(token: string): Auth {
  return { headers: { Authorization: `Bearer ${token}` } };
}

const AS_EMMA = { bsn: EMMA.bsn };
const AS_DAAN = { bsn: DAAN.bsn };

async function firstSlot(xis: TestOrganization, auth: Auth): Promise<TestSlot> {
  const { body } = await call(xis, 'GET', '/Slot?service-category=consult&status=free', auth);
  return body.entry[0].resource;
}

async function book(xis: TestOrganization, auth: Auth, changes: Readonly<Record<string, unknown>> = {}) {
  const body = createBookingBody(await firstSlot(xis, auth), changes);
  return call(xis, 'POST', '/Appointment', { ...auth, body });
}

function bookedFor(slot: TestSlot, reference: string) {
  const [, practitioner] = createBookingBody(slot).participant;
  return [{ actor: { reference, display: 'A', required: 'required' }, status: 'accepted' }, practitioner];
}

describe('the token of a request', () => {
  authTest('AU-2, AU-4: without one 401, a challenge without an error, and code login', async ({ xis }) => {
    for (const headers of [{}, { Authorization: 'Basic eHg6eXk=' }]) {
      const { status, headers: received, body } = await call(xis, 'GET', '/Slot', { headers });
      expect([status, received.get('www-authenticate')]).toEqual([401, 'Bearer realm="xis-testkit"']);
      expect(body.issue[0]).toMatchObject({ code: 'login', diagnostics: 'A bearer token is required.' });
    }
    expect(xis.requests.find()[0]).toMatchObject({ status: 401, problem: 'token-missing' });
  });

  authTest.for<[Deviation, string, string]>([
    ['expired', 'expired', 'token-expired'],
    ['not-yet-valid', 'login', 'token-invalid'],
    ['tampered', 'login', 'token-invalid'],
    ['unsigned', 'login', 'token-invalid'],
    ['signed-with-public-key', 'login', 'token-invalid'],
    ['unknown-key', 'login', 'token-invalid'],
    ['other-issuer', 'login', 'token-invalid'],
    ['other-audience', 'login', 'token-invalid'],
  ])('AU-3, AU-4: %s is 401 with error invalid_token', async ([deviation, code, problem], { xis, tokenOf }) => {
    const response = await call(xis, 'GET', '/Slot', await tokenOf({ ...AS_EMMA, deviation }));
    expect([response.status, response.body.issue[0].code]).toEqual([401, code]);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="xis-testkit", error="invalid_token"/);
    expect(xis.requests.find()[0]?.problem).toBe(problem);
  });

  authTest(
    'AU-3: a text that is no token is 401, two tokens and one in the query are 400',
    async ({ xis, tokenOf }) => {
      const auth = await tokenOf(AS_EMMA);
      const { Authorization } = auth.headers;
      const none = await call(xis, 'GET', '/Slot', withToken('x'));
      expect([none.status, none.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('invalid_token'),
      ]);
      const inQuery = await call(xis, 'GET', `/Slot?access_token=${Authorization.slice(7)}`, auth);
      expect([inQuery.status, inQuery.body.issue[0].code]).toEqual([400, 'invalid']);
      const { port } = new URL(xis.baseUrl);
      const head = `GET /fhir/Slot HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Organization-Identifier: ${xis.agb}\r\n`;
      const twice = await sendRaw(
        Number(port),
        `${head}Authorization: ${Authorization}\r\nAuthorization: ${Authorization}\r\n\r\n`,
      );
      expect(twice).toMatch(/^HTTP\/1.1 400 [\s\S]*WWW-Authenticate: Bearer [^\r]*error="invalid_request"/);
    },
  );

  authTest(
    'AU-1, AU-11: types and slots take the token of a patient, and that of a client',
    async ({ xis, tokenOf }) => {
      for (const auth of [await tokenOf(AS_EMMA), await tokenOf()]) {
        for (const path of ['/Slot', '/ValueSet/BookableAppointmentTypes', '/Schedule', '/PractitionerRole']) {
          expect([path, (await call(xis, 'GET', path, auth)).status]).toEqual([path, 200]);
        }
      }
      expect(xis.requests.find().map(({ caller }) => caller)).toContainEqual({
        client: 'spreekuur',
        hasPatient: false,
      });
      expect(xis.requests.find()[0]?.caller).toEqual({ client: 'spreekuur', hasPatient: true });
    },
  );

  authTest('AU-5: what a patient does needs a token with a BSN', async ({ xis, tokenOf }) => {
    const auth = await tokenOf({ subject: 'without-bsn' });
    const slot = await firstSlot(xis, auth);
    const responses = [
      await call(xis, 'GET', '/Patient', auth),
      await call(xis, 'GET', '/Appointment/1001', auth),
      await call(xis, 'GET', '/Appointment?id=1001', auth),
      await call(xis, 'POST', '/Appointment', { ...auth, body: createBookingBody(slot) }),
      await call(xis, 'POST', '/AppointmentResponse', { ...auth, body: createCancellationBody('1001') }),
    ];
    for (const { status, body, headers } of responses) {
      expect([status, body.issue[0].code, headers.get('www-authenticate')]).toEqual([403, 'forbidden', null]);
    }
  });

  authTest(
    'AU-8, TR-12: a client without the organization gets 403, whether it exists or not',
    async ({ xis, tokenOf }) => {
      const auth = await tokenOf({ ...AS_EMMA, clientId: 'other-practice' });
      const unknown = { ...xis, headers: { 'X-Organization-Identifier': '00000099' } };
      const [known, other] = [await call(xis, 'GET', '/Slot', auth), await call(unknown, 'GET', '/Slot', auth)];
      expect([known.status, known.text]).toEqual([403, other.text]);
      const stranger = await call(unknown, 'GET', '/Slot');
      expect([stranger.status, stranger.text]).toEqual([401, (await call(xis, 'GET', '/Slot')).text]);
    },
  );

  authTest('GET /metadata needs no token', async ({ xis }) => {
    expect((await call(xis, 'GET', '/metadata')).status).toBe(200);
  });
});

describe('the patient of a token', () => {
  authTest('AU-5, PT-1 to PT-3: GET /Patient goes by its BSN', async ({ xis, tokenOf }) => {
    xis.loggedInPatient.set('1');
    const daan = await call(xis, 'GET', '/Patient', await tokenOf(AS_DAAN));
    expect(daan.body.entry.map(({ resource }: { resource: { id: string } }) => resource.id)).toEqual(['2']);
    const unknown = await call(xis, 'GET', '/Patient', await tokenOf({ bsn: testBsn(0.123) }));
    expect([unknown.status, unknown.body.total, unknown.body.entry]).toEqual([200, 0, undefined]);
  });

  authTest('AU-6: books, reads and cancels for this patient, and no other', async ({ xis, tokenOf }) => {
    const [emma, daan] = [await tokenOf(AS_EMMA), await tokenOf(AS_DAAN)];
    expect((await book(xis, daan)).status).toBe(403);
    expect(xis.appointments.list()).toHaveLength(0);
    const { status, body } = await book(xis, emma);
    expect(status).toBe(201);
    const path = `/Appointment/${body.id}`;
    expect([(await call(xis, 'GET', path, emma)).status, (await call(xis, 'GET', path, daan)).status]).toEqual([
      200, 403,
    ]);
    const found = async (auth: Auth) => (await call(xis, 'GET', `/Appointment?id=${body.id}`, auth)).body.total;
    expect([await found(emma), await found(daan)]).toEqual([1, 0]);
    const cancel = (auth: Auth) =>
      call(xis, 'POST', '/AppointmentResponse', { ...auth, body: createCancellationBody(body.id) });
    expect((await cancel(daan)).status).toBe(403);
    expect(xis.appointments.get(body.id).state).toBe('booked');
    expect((await cancel(emma)).status).toBe(201);
  });

  authTest('AU-5: a patient who is new to the practice gets the BSN of the token', async ({ xis, tokenOf }) => {
    const bsn = testBsn(0.5);
    const auth = await tokenOf({ bsn });
    const slot = await firstSlot(xis, auth);
    expect((await book(xis, auth, { participant: bookedFor(slot, 'Patient/new') })).status).toBe(201);
    const { body } = await call(xis, 'GET', '/Patient', auth);
    expect(body.entry[0].resource).toMatchObject({ id: 'new', identifier: [{ value: bsn }] });
    expect((await book(xis, await tokenOf(AS_EMMA), { participant: bookedFor(slot, 'Patient/new') })).status).toBe(403);
  });

  authTest('AU-6: a patient whom the practice knows does not book as an unknown one', async ({ xis, tokenOf }) => {
    const emma = await tokenOf(AS_EMMA);
    const slot = await firstSlot(xis, emma);
    const { status, body } = await book(xis, emma, { participant: bookedFor(slot, 'Patient/unknown-77') });
    expect([status, body.issue[0].code]).toEqual([403, 'forbidden']);
    expect(xis.appointments.list()).toHaveLength(0);
    expect(xis.requests.find().at(-1)).toMatchObject({ problem: 'token-other-patient' });
  });

  authTest('AP-7, AP-8: of two patients who book one slot at once, one gets it', async ({ xis, tokenOf }) => {
    const auths = await Promise.all(
      [EMMA, DAAN].map(async ({ bsn, reference }) => [await tokenOf({ bsn }), reference] as const),
    );
    const slot = await firstSlot(xis, await tokenOf());
    const bookings = [...auths, ...auths].map(([auth, reference]) =>
      call(xis, 'POST', '/Appointment', {
        ...auth,
        body: createBookingBody(slot, { participant: bookedFor(slot, reference) }),
      }),
    );
    const statuses = (await Promise.all(bookings)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409, 409]);
  });
});

describe('keys and clock of the authorization server', () => {
  authTest('AU-3: tokens expire on its clock', async ({ xis, server, tokenOf }) => {
    const auth = await tokenOf(AS_EMMA);
    expect((await call(xis, 'GET', '/Patient', auth)).status).toBe(200);
    server.control.expire();
    expect((await call(xis, 'GET', '/Patient', auth)).status).toBe(401);
    expect((await call(xis, 'GET', '/Patient', await tokenOf(AS_EMMA))).status).toBe(200);
  });

  authTest('AU-1: tokens of a new key are accepted, and those of the old key too', async ({ xis, server, tokenOf }) => {
    server.control.advance(61_000);
    const before = await tokenOf(AS_EMMA);
    expect((await call(xis, 'GET', '/Patient', before)).status).toBe(200);
    await server.control.rotateKeys();
    const after = await tokenOf(AS_EMMA);
    expect((await call(xis, 'GET', '/Patient', after)).status).toBe(200);
    expect((await call(xis, 'GET', '/Patient', before)).status).toBe(200);
  });

  authTest('AU-3: 503 while the keys cannot be read, and no longer', async ({ xis, server, tokenOf }) => {
    // No other test reads the keys at this time, so the simulator has none that are young enough.
    server.control.advance(100_000_000);
    server.control.addFault({ operation: 'jwks', status: 503 });
    const down = await call(xis, 'GET', '/Slot', await tokenOf());
    expect([down.status, down.body.issue[0].code, down.headers.get('www-authenticate')]).toEqual([
      503,
      'transient',
      null,
    ]);
    server.control.clearFaults();
    server.control.advance(60_000);
    expect((await call(xis, 'GET', '/Slot', await tokenOf())).status).toBe(200);
  });
});

describe('defects of authentication', () => {
  authTest('AU-2: auth-not-checked serves without a token, only this organization', async ({ xis, simulator }) => {
    xis.defects.set(['auth-not-checked']);
    expect((await call(xis, 'GET', '/Slot')).status).toBe(200);
    expect((await call(xis, 'GET', '/Patient')).body.entry[0].resource.id).toBe('1');
    expect((await call(xis, 'GET', '/Slot', withToken('x'))).status).toBe(200);
    expect(xis.requests.find()[0]?.notes).toEqual(['defect auth-not-checked']);
    const other = simulator.organizations.list().find(({ agb }) => agb !== xis.agb);
    const headers = { 'X-Organization-Identifier': String(other?.agb) };
    expect((await call({ ...xis, headers }, 'GET', '/Slot')).status).toBe(401);
  });

  authTest(
    'AU-8: a client of another practice is served, and needs a patient all the same',
    async ({ xis, tokenOf }) => {
      xis.defects.set(['auth-other-tenant-accepted']);
      expect((await call(xis, 'GET', '/Patient', await tokenOf({ clientId: 'other-practice' }))).status).toBe(403);
    },
  );

  authTest('AU-1: with auth-renewed-token-refused, each patient has a first token', async ({ xis, tokenOf }) => {
    xis.defects.set(['auth-renewed-token-refused']);
    for (const patient of [AS_EMMA, AS_DAAN]) {
      const first = await tokenOf(patient);
      const statuses = [];
      for (const auth of [first, await tokenOf(patient), first]) {
        statuses.push((await call(xis, 'GET', '/Patient', auth)).status);
      }
      expect(statuses).toEqual([200, 401, 200]);
    }
  });
});

/** Runs a simulator with a configuration of authentication. */
async function withSimulator(
  configuration: Omit<Configuration, 'organizations'>,
  run: (xis: TestOrganization, simulator: Simulator) => Promise<void>,
): Promise<void> {
  const organizations = [
    { ...SMALL_PRACTICE, agb: '70000001' },
    { ...SMALL_PRACTICE, agb: '70000002' },
  ];
  const simulator = await createSimulator({ port: 0, configuration: { ...configuration, organizations } });
  await simulator.listen();
  const headers = { 'X-Organization-Identifier': '70000001' };
  try {
    await run({ ...simulator.organization(), baseUrl: simulator.baseUrl, headers }, simulator);
  } finally {
    await simulator.close();
  }
}

describe('the configuration of authentication', () => {
  test('mode off: tokens are not looked at', async () => {
    await withSimulator({ authentication: { mode: 'off' } }, async (xis) => {
      for (const headers of [{}, { Authorization: 'Bearer x y' }]) {
        const { status, body } = await call(xis, 'GET', '/Patient', { headers });
        expect([status, body.total]).toEqual([200, 1]);
      }
    });
  });

  test('AU-2: mode presence requires any token, and goes by loggedInPatient', async () => {
    await withSimulator({ authentication: { mode: 'presence', realm: 'linde' } }, async (xis) => {
      const without = await call(xis, 'GET', '/Patient');
      expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="linde"']);
      expect((await call(xis, 'GET', '/Patient', withToken('any'))).body.entry[0].resource.id).toBe('1');
      expect((await call(xis, 'GET', '/Patient', withToken('a b'))).status).toBe(401);
    });
  });

  test('AU-10: another authorization server is trusted by its issuer', async () => {
    const server = createAuthorizationServer({
      port: 0,
      settings: { bsnClaim: 'patient.bsn', algorithm: 'ES256', type: 'JWT', clientClaim: 'azp', audienceForm: 'list' },
    });
    await server.listen();
    try {
      const { issuer } = server;
      const authentication = { mode: 'jwt', issuer, audience: ['other', 'xis'], bsnClaim: 'patient.bsn' } as const;
      await withSimulator({ authentication }, async (xis) => {
        const auth = await bearerOf(server, AS_DAAN);
        expect((await call(xis, 'GET', '/Patient', auth)).body.entry[0].resource.id).toBe('2');
        expect(xis.requests.find()[0]?.caller).toEqual({ client: 'spreekuur', hasPatient: true });
      });
    } finally {
      await server.close();
    }
  });

  test('AU-3: 503 where the metadata of the issuer cannot be read', async () => {
    const broken = createServer((_, response) => void response.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const issuer = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    try {
      await withSimulator({ authentication: { mode: 'jwt', issuer, audience: 'xis' } }, async (xis) => {
        const auth = await bearerOf(createAuthorizationServer());
        expect((await call(xis, 'GET', '/Slot', auth)).status).toBe(503);
      });
    } finally {
      await new Promise((resolve) => broken.close(resolve));
    }
  });

  test('AU-8: each client has its organizations, by the claim and by the list', async () => {
    const clients = ['70000001', '70000002'].map((agb) => ({
      clientId: `of-${agb}`,
      clientSecret: 'x',
      organizations: [agb],
    }));
    for (const organizationClaim of [undefined, 'https://xis.example/organizations']) {
      const settings = { clients, ...(organizationClaim && { organizationClaim }) };
      await withSimulator({ authorizationServer: settings }, async (xis, { authorizationServer }) => {
        const statusOf = async (clientId: string, agb: string) => {
          const auth = await bearerOf(authorizationServer as AuthorizationServer, { clientId });
          return (await call({ ...xis, headers: { 'X-Organization-Identifier': agb } }, 'GET', '/Slot', auth)).status;
        };
        expect(await statusOf('of-70000001', '70000001')).toBe(200);
        expect(await statusOf('of-70000001', '70000002')).toBe(403);
        expect(await statusOf('of-70000002', '70000002')).toBe(200);
      });
    }
  });

  test('AU-8: a client without organizations may act for all, also where the server writes the claim', async () => {
    await withSimulator({ authorizationServer: { organizationClaim: 'agb' } }, async (xis, { authorizationServer }) => {
      expect((await call(xis, 'GET', '/Slot', await bearerOf(authorizationServer as AuthorizationServer))).status).toBe(
        200,
      );
    });
  });

  test('RFC 6750: a token needs the required scopes', async () => {
    const server = createAuthorizationServer({ port: 0, settings: { algorithm: 'ES256' } });
    await server.listen();
    const authentication = {
      mode: 'jwt',
      issuer: server.issuer,
      audience: 'xis',
      requiredScopes: ['booking'],
    } as const;
    await withSimulator({ authentication }, async (xis) => {
      const statusOf = async (scope: string) =>
        call(xis, 'GET', '/Patient', await bearerOf(server, { ...AS_EMMA, scope }));
      expect((await statusOf('a booking')).status).toBe(200);
      const { status, headers, body } = await statusOf('a');
      expect([status, body.issue[0].code]).toEqual([403, 'forbidden']);
      expect(headers.get('www-authenticate')).toMatch(/error="insufficient_scope", .*scope="booking"$/);
    });
    await server.close();
  });

  test('AU-1: the keys of the own authorization server are read for each unknown one', async () => {
    await withSimulator({ authorizationServer: { algorithm: 'ES256' } }, async (xis, { authorizationServer }) => {
      const server = authorizationServer as AuthorizationServer;
      server.control.setClock(server.control.now(), true);
      const unknown = await bearerOf(server, { deviation: 'unknown-key' });
      for (let count = 0; count < 3; count++) expect((await call(xis, 'GET', '/Slot', unknown)).status).toBe(401);
      const readings = server.control.requests().filter(({ endpoint }) => endpoint === '/jwks');
      expect(readings).toHaveLength(4);
      await server.control.rotateKeys();
      const auth = await bearerOf(server);
      const responses = await Promise.all(Array.from({ length: 20 }, () => call(xis, 'GET', '/Slot', auth)));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    });
  });

  test('a mode beside the own authorization server is kept', async () => {
    await withSimulator(
      { authorizationServer: {}, authentication: { mode: 'off' } },
      async (xis, { authorizationServer }) => {
        expect((await call(xis, 'GET', '/Slot')).status).toBe(200);
        expect((await fetch(`${authorizationServer?.issuer}/jwks`)).status).toBe(200);
      },
    );
  });

  test('RFC 8414: the metadata is at both places, also behind a proxy with a path', async () => {
    const organizations = [{ ...SMALL_PRACTICE, agb: '70000001' }];
    const configuration = { organizations, authorizationServer: {} };
    const simulator = await createSimulator({
      port: 0,
      publicUrl: 'https://xis.example/x/fhir',
      configuration,
      environment: { XIS_TESTKIT_CLIENT_SECRET: 'secret' },
    });
    await simulator.listen();
    try {
      for (const path of ['/auth/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/x/auth']) {
        const { issuer } = (await (await fetch(simulator.address + path)).json()) as { issuer: string };
        expect(issuer).toBe('https://xis.example/x/auth');
      }
      const token = await bearerOf(simulator.authorizationServer as AuthorizationServer, AS_EMMA);
      const headers = { ...token.headers, 'X-Organization-Identifier': '70000001' };
      expect((await fetch(`${simulator.address}/fhir/Patient`, { headers })).status).toBe(200);
    } finally {
      await simulator.close();
    }
  });

  test('where other machines reach it, its clients need a secret of their own', async () => {
    const options = {
      port: 0,
      host: '0.0.0.0',
      configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '70000001' }], authorizationServer: {} },
    };
    await expect(createSimulator(options)).rejects.toThrow(
      /authorizationServer\.clients: expected .* XIS_TESTKIT_CLIENT_SECRET/,
    );
    const simulator = await createSimulator({ ...options, environment: { XIS_TESTKIT_CLIENT_SECRET: 'long-secret' } });
    await simulator.close();
  });

  test('mistakes have their path, and no secret', async () => {
    const organizations = [{ ...SMALL_PRACTICE, agb: '70000001' }];
    const create = (rest: object) => createSimulator({ configuration: { organizations, ...rest } as Configuration });
    await expect(create({ authentication: { mode: 'jwt' } })).rejects.toThrow(/authentication/);
    const twice = [
      { clientId: 'a', clientSecret: 'x' },
      { clientId: 'a', clientSecret: 'y' },
    ];
    await expect(create({ authorizationServer: { clients: twice } })).rejects.toThrow(
      'authorizationServer.clients[1].clientId',
    );
    const canary = create({ authorizationServer: { clients: [{ clientId: 'a', clientSecret: 'canary secret' }] } });
    await expect(canary).rejects.toThrow(
      /clients\[0\].clientSecret: expected a text of 1 to 200 characters without spaces$/,
    );
  });
});

describe('the BSN in a token', () => {
  test('AU-5: with a leading zero, as a number, and in a claim of any depth', async () => {
    const { exportJWK, generateKeyPair, SignJWT } = await import('jose');
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'ES256' }];
    const jwks = createServer((_, response) => void response.end(JSON.stringify({ keys }))).listen(0, '127.0.0.1');
    await once(jwks, 'listening');
    const jwksUri = `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`;
    const bsn = '012345672';
    const authentication = {
      mode: 'jwt',
      issuer: 'https://login.example',
      jwksUri,
      audience: 'xis',
      bsnClaim: 'who.bsn',
    } as const;
    try {
      await withSimulator({ authentication }, async (_, simulator) => {
        const patients = [{ id: 'zero', name: 'Z', bsn }];
        const xis = await simulator.organizations.create({ ...SMALL_PRACTICE, agb: '70000003', patients });
        const headers = { 'X-Organization-Identifier': '70000003' };
        const patientOf = async (claim: unknown) => {
          const token = await new SignJWT({ who: { bsn: claim } })
            .setProtectedHeader({ alg: 'ES256', kid: '1' })
            .setIssuer(authentication.issuer)
            .setAudience('xis')
            .setExpirationTime('5m')
            .sign(privateKey);
          const { status, body } = await call(
            { ...xis, baseUrl: simulator.baseUrl, headers },
            'GET',
            '/Patient',
            withToken(token),
          );
          return [status, body.entry?.[0].resource.id];
        };
        expect(await patientOf(bsn)).toEqual([200, 'zero']);
        expect(await patientOf(12345672)).toEqual([200, 'zero']);
        expect(xis.requests.find().at(-1)?.notes).toEqual([expect.stringContaining('AU-5')]);
        for (const wrong of ['012345673', '12345672', 1.5, null, {}, ['x']])
          expect((await patientOf(wrong))[0]).toBe(403);
      });
    } finally {
      await new Promise((resolve) => jwks.close(resolve));
    }
  });
});

describe('hostile credentials', () => {
  authTest('any Authorization header gets a response without a 5xx', { timeout: 60_000 }, async ({ xis, tokenOf }) => {
    const { Authorization } = (await tokenOf(AS_EMMA)).headers;
    const part = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom('Bearer', 'bearer ', 'eyJhbGciOiJub25lIn0', '.', '..', 'e30', Authorization.slice(7), ' ', ','),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const header = fc
      .oneof(
        fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
        fc.tuple(part, part, part).map((parts) => `Bearer ${parts.join('.')}`),
      )
      .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));
    await fc.assert(
      fc.asyncProperty(header, async (value) => {
        const { status, body } = await call(xis, 'GET', '/Patient', { headers: { Authorization: value } });
        expect([200, 400, 401, 403]).toContain(status);
        if (status !== 200) expect(body.resourceType).toBe('OperationOutcome');
      }),
      { numRuns: runs(50) },
    );
  });

  test('no token, BSN or secret leaves the simulator', async () => {
    const log: unknown[] = [];
    const write = (entry: unknown) => void log.push(entry);
    const simulator = await createSimulator({
      port: 0,
      log: { request: write, callback: write, error: write },
      configuration: {
        organizations: [{ ...SMALL_PRACTICE, agb: '70000001' }],
        authorizationServer: {
          clients: [{ clientId: 'spreekuur', clientSecret: 'canary-secret', audiences: ['xis'] }],
        },
      },
    });
    await simulator.listen();
    try {
      const headers = { 'X-Organization-Identifier': '70000001' };
      const xis = { ...simulator.organization(), baseUrl: simulator.baseUrl, headers };
      const { authorizationServer: server } = simulator;
      const control = (server as AuthorizationServer).control;
      const body = createBookingBody(await firstSlot(xis, withToken((await control.issue(AS_DAAN)).token)));
      const tokens: string[] = [];
      const errors: string[] = [];
      for (const request of [AS_DAAN, { ...AS_DAAN, deviation: 'expired' }, { ...AS_DAAN, audience: 'z' }] as const) {
        const { token } = await control.issue(request);
        tokens.push(...token.split('.').slice(1));
        for (const path of ['/Slot/x', `/Slot?access_token=${token}`]) {
          errors.push((await call(xis, 'GET', path, withToken(token))).text);
        }
        errors.push((await call(xis, 'GET', `/Slot?access_token=${token}`)).text);
        errors.push((await call(xis, 'POST', '/Appointment', { ...withToken(token), body })).text);
      }
      expect(errors.every((text) => text.includes('OperationOutcome'))).toBe(true);
      const paths = [
        '/__admin/requests',
        '/__admin/organizations/70000001/requests',
        '/auth/__admin',
        '/auth/__admin/requests',
      ];
      const admin = await Promise.all(paths.map(async (path) => (await fetch(simulator.url + path)).text()));
      const outputs = JSON.stringify([log, errors, admin, xis.requests.find()]);
      for (const canary of [EMMA.bsn, DAAN.bsn, 'canary-secret', ...tokens])
        expect(outputs.includes(canary)).toBe(false);
      // A snapshot has the patients.
      const snapshot = JSON.stringify(await xis.snapshot());
      for (const canary of ['canary-secret', ...tokens]) expect(snapshot.includes(canary)).toBe(false);
    } finally {
      await simulator.close();
    }
  });
});
