import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { validator } from '../../schema/validator.ts';
import { createSimulator } from '../../simulator/index.ts';
import { realSystem } from '../../simulator/system.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const outcome = validator(operationOutcomeSchema);

describe('X-Organization-Identifier', () => {
  xisTest('TR-2: a token or a bare code names the organization', async ({ xis }) => {
    for (const value of [xis.headers['X-Organization-Identifier'], xis.agb]) {
      const headers = { 'X-Organization-Identifier': value ?? '' };
      expect((await call(xis, 'GET', '/Schedule', { headers })).status).toBe(200);
    }
    expect(xis.requests.find().map(({ notes }) => notes)).toEqual([undefined, undefined]);
  });

  xisTest.for(['organisation_agb', 'organization_agb'])(
    'TR-2: %s, the former name, is read with a note',
    async (name, { xis }) => {
      expect((await call({ ...xis, headers: { [name]: xis.agb } }, 'GET', '/Schedule')).status).toBe(200);
      expect(xis.requests.find()[0]?.notes?.[0]).toContain('TR-2');
      const unreadable = await call({ ...xis, headers: { [name]: 'x' } }, 'GET', '/Schedule');
      expect([unreadable.status, unreadable.body.issue[0].diagnostics]).toEqual([400, expect.stringContaining(name)]);
    },
  );

  xisTest('TR-2: headers that contradict each other are 400', async ({ xis }) => {
    const both = (agb: string) => call(xis, 'GET', '/Schedule', { headers: { organisation_agb: agb } });
    expect((await both(xis.agb)).status).toBe(200);
    const { status, body } = await both('12345678');
    expect([status, outcome.violations(body)]).toEqual([400, []]);
  });

  xisTest.for(['', 'x', '123', 'http://other.example|01000001', 'http://fhir.nl/fhir/NamingSystem/agb-z|', '00000000'])(
    'TR-2: %j is 400, and the text names the header',
    async (value, { xis }) => {
      const { status, body } = await call(xis, 'GET', '/Slot', { headers: { 'X-Organization-Identifier': value } });
      expect(status).toBe(400);
      expect(body.issue[0].diagnostics).toContain('X-Organization-Identifier');
    },
  );

  xisTest('TR-2: a request without it is 400', async ({ simulator }) => {
    expect((await fetch(`${simulator.baseUrl}/Slot`)).status).toBe(400);
  });

  xisTest('TR-12: an unknown organization returns 403', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/Slot', { headers: { 'X-Organization-Identifier': '12345678' } });
    expect([status, body.issue[0].code]).toEqual([403, 'forbidden']);
  });

  xisTest('TR-6: tenants do not see each other', async ({ simulator, xis }) => {
    const twin = await simulator.organizations.create({ ...xis.configuration(), agb: '70000002' });
    const twinXis = { ...xis, ...twin, headers: { 'X-Organization-Identifier': twin.agb } };
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect((await call(twinXis, 'GET', '/Appointment/1001')).status).toBe(404);
    expect((await call(twinXis, 'GET', '/Appointment?id=1001')).body.total).toBe(0);
    expect((await call(twinXis, 'GET', `/Slot/${slot?.id}`)).body.status).toBe('free');
    expect(twinXis.requests.count({ operation: 'create-appointment' })).toBe(0);
    expect((await call(twinXis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) })).status).toBe(
      201,
    );
    await simulator.organizations.drop(twin.agb);
  });
});

describe('media types', () => {
  xisTest.for(['application/fhir+json', 'application/fhir+json; charset=UTF-8', 'application/json'])(
    'TR-1: %s is read',
    async (type, { xis }) => {
      const [slot] = await findSlots(xis, 'service-category=consult');
      const reply = await call(xis, 'POST', '/Appointment', {
        body: createBookingBody(slot as TestSlot),
        headers: { 'Content-Type': type },
      });
      expect(reply.status).toBe(201);
    },
  );

  xisTest.for(['UTF-8', '"utf-8"', 'us-ascii'])('TR-14: charset=%s is read', async (charset, { xis }) => {
    const headers = { 'Content-Type': `application/fhir+json; charset=${charset}` };
    expect((await call(xis, 'POST', '/Appointment', { body: '{}', headers })).status).toBe(422);
  });

  xisTest.for(['utf-16', 'iso-8859-1', '"windows-1252"'])('TR-14: charset=%s is 400', async (charset, { xis }) => {
    const headers = { 'Content-Type': `application/fhir+json; charset=${charset}` };
    const { status, body } = await call(xis, 'POST', '/Appointment', { body: '{}', headers });
    expect([status, outcome.violations(body)]).toEqual([400, []]);
    expect(xis.requests.find().at(-1)?.problem).toBe('body-not-utf8');
  });

  xisTest.for<[string, Buffer]>([
    ['Latin-1', Buffer.from('{"comment":"caf\u00e9"}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
    ['a character that is cut off', Buffer.from('{"comment":"caf\u00e9').subarray(0, -1)],
  ])('TR-14: %s is 400, and nothing is stored', async ([, body], { xis }) => {
    const headers = { ...xis.headers, 'Content-Type': 'application/fhir+json' };
    const response = await fetch(`${xis.baseUrl}/Appointment`, { method: 'POST', headers, body: new Uint8Array(body) });
    expect([response.status, outcome.violations(await response.json())]).toEqual([400, []]);
    expect(xis.requests.find().at(-1)?.problem).toBe('body-not-utf8');
    expect(xis.appointments.list()).toEqual([]);
  });

  xisTest('TR-14: a UTF-8 body may begin with a byte order mark', async ({ xis }) => {
    expect((await call(xis, 'POST', '/Appointment', { body: '\ufeff{}' })).status).toBe(422);
  });

  xisTest.for(['text/plain', 'application/xml', 'application/fhir+xml', 'x'])(
    'TR-1: %s is 415',
    async (type, { xis }) => {
      const reply = await call(xis, 'POST', '/Appointment', { body: '{}', headers: { 'Content-Type': type } });
      expect([reply.status, outcome.violations(reply.body)]).toEqual([415, []]);
    },
  );

  xisTest.for(['application/fhir+xml', 'text/html', 'application/json;q=0'])(
    'TR-1: Accept: %s is 406',
    async (accept, { xis }) => {
      expect((await call(xis, 'GET', '/Slot', { headers: { Accept: accept } })).status).toBe(406);
    },
  );

  xisTest('TR-1: _format has the meaning of Accept', async ({ xis }) => {
    expect((await call(xis, 'GET', '/Schedule?_format=json')).status).toBe(200);
    expect((await call(xis, 'GET', '/Schedule?_format=application/fhir%2Bjson')).status).toBe(200);
    expect((await call(xis, 'GET', '/Schedule?_format=xml')).status).toBe(406);
  });
});

describe('wrong requests', () => {
  xisTest.for([
    '/',
    '/Patient/1',
    '/Slot/a/b',
    '/slot',
    '/ValueSet/Other',
    '/Appointment/1/_history/1',
    '/%F0%9F%98%80',
  ])('TR-7: GET %s is 404', async (path, { xis }) => {
    const { status, body } = await call(xis, 'GET', path);
    expect([status, outcome.violations(body)]).toEqual([404, []]);
  });

  xisTest.for<[string, string]>([
    ['POST', '/Slot'],
    ['PUT', '/Appointment/1001'],
    ['DELETE', '/Appointment/1001'],
    ['PATCH', '/Appointment'],
    ['POST', '/Patient'],
    ['GET', '/AppointmentResponse'],
    ['POST', '/ValueSet/BookableAppointmentTypes'],
    ['OPTIONS', '/Slot'],
  ])('TR-7: %s %s returns 405 with the allowed methods', async ([method, path], { xis }) => {
    const { status, headers, body } = await call(xis, method, path);
    expect([status, outcome.violations(body)]).toEqual([405, []]);
    expect(headers.get('allow')).toMatch(/GET|POST/);
  });

  xisTest('HEAD returns the response of GET without the body', async ({ xis }) => {
    const { status, text: body, headers } = await call(xis, 'HEAD', '/Slot');
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers.get('content-length'))).toBeGreaterThan(1000);
  });

  xisTest('TR-7: a path whose percent-encoding is broken is 400', async ({ xis }) => {
    for (const path of ['/Slot/%zz', '/Slot?status=%zz', '/Appointment/%E0%A4%A']) {
      const { status, body } = await call(xis, 'GET', path);
      expect([path, status, outcome.violations(body)]).toEqual([path, 400, []]);
    }
  });

  xisTest('AP-10: a body over 1 MiB is 413, deep nesting is 422', async ({ xis }) => {
    const huge = await call(xis, 'POST', '/Appointment', { body: `"${'x'.repeat(1_100_000)}"` });
    expect([huge.status, outcome.violations(huge.body)]).toEqual([413, []]);
    const deep = await call(xis, 'POST', '/Appointment', { body: '['.repeat(100_000) + ']'.repeat(100_000) });
    expect([deep.status, outcome.violations(deep.body)]).toEqual([422, []]);
  });

  xisTest('a request that is not HTTP gets an OperationOutcome', async ({ simulator }) => {
    const send = (bytes: string) => {
      const socket = connect(simulator.port, '127.0.0.1');
      socket.end(bytes);
      return text(socket);
    };
    expect(await send('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*OperationOutcome/s);
    expect(await send(`GET /fhir/Slot HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 .*too-long/s,
    );
  });
});

test.each(['/Slot', '/Slot/'])(
  'an unexpected error at the start of GET %s returns 500 and is in the log',
  async (path) => {
    const errors: string[] = [];
    let isBroken = false;
    const elapsed = (): number => {
      if (!isBroken) return 0;
      isBroken = false;
      throw new Error('no clock');
    };
    const log = { request: () => undefined, error: (message: string) => errors.push(message) };
    const simulator = await createSimulator({ port: 0, system: { ...realSystem, elapsed }, log });
    onTestFinished(() => simulator.close());
    await simulator.listen();
    isBroken = true;
    const response = await fetch(simulator.baseUrl + path);
    expect([response.status, outcome.violations(await response.json())]).toEqual([500, []]);
    expect(errors).toEqual([expect.stringContaining('no clock')]);
  },
);
