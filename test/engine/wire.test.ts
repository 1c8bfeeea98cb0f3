import { describe, expect } from 'vitest';
import type { BookingEngineOptions } from '../../engine/index.ts';
import {
  CONSULT,
  createAppointmentResource,
  createBookingRequest,
  createSearchset,
} from '../../fixtures/test/resources.ts';
import { createEngine, type ScriptedResponse, type ScriptedXis, scriptedTest } from '../support/scripted-xis.ts';

const NOTHING = { body: createSearchset([]) };
const CREATED = { status: 201, headers: { Location: 'Appointment/12' }, body: createAppointmentResource('accepted') };
const FOUND = { body: createAppointmentResource('accepted') };
const FOUND_BY_SEARCH = { body: createSearchset([createAppointmentResource('accepted')]) };

/** The id of a created appointment is random; the rest of a body is fixed. */
const bodyOf = (text: string) => text.replace(/"id":"[0-9a-f-]{36}"/, '"id":"…"');

describe('on the wire: the appointment types', () => {
  scriptedTest('AT-1: are requested without a filter by default', async ({ xis }) => {
    await createEngine(xis.url).engine.appointmentTypes();
    expect(xis.received.map(({ line }) => line)).toEqual(['GET /fhir/ValueSet/BookableAppointmentTypes']);
  });

  scriptedTest('AT-2: are requested with the configured category', async ({ xis }) => {
    await createEngine(xis.url, {
      serviceCategory: 'http://linde.example/ns/channel|SPREEKUUR',
    }).engine.appointmentTypes();
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/ValueSet/BookableAppointmentTypes?service-category=http%3A%2F%2Flinde.example%2Fns%2Fchannel%7CSPREEKUUR',
    ]);
  });

  scriptedTest('AT-4: an empty list is the last request', async ({ xis }) => {
    xis.respondWith({ body: { resourceType: 'ValueSet', status: 'active', compose: { include: [] } } });
    const { engine, errors } = createEngine(xis.url);
    expect(await engine.appointmentTypes()).toMatchObject({ outcome: 'empty', reason: 'no-types' });
    expect(errors).toEqual(['AT-4: the XIS has no appointment types']);
    expect(xis.received).toHaveLength(1);
  });

  scriptedTest('AT-4: a list without the configured types has the reason not-configured', async ({ xis }) => {
    const concept = [
      { code: 'consult', display: 'Consult' },
      { code: 'visite', display: 'Visite' },
    ];
    xis.respondWith({
      body: { resourceType: 'ValueSet', status: 'active', compose: { include: [{ system: 'urn:t', concept }] } },
    });
    const unconfigured = createEngine(xis.url, { configuredTypes: ['other', 'urn:u|consult'] });
    expect(await unconfigured.engine.appointmentTypes()).toMatchObject({
      outcome: 'empty',
      reason: 'not-configured',
      text: 'You cannot make an appointment online at this practice.',
    });
    expect(unconfigured.errors).toEqual(['AT-4: the XIS has no configured appointment types']);
    const some = createEngine(xis.url, { configuredTypes: ['urn:t|visite'] });
    expect(await some.engine.appointmentTypes()).toMatchObject({ outcome: 'types', types: [{ code: 'visite' }] });
  });
});

describe('on the wire: the slots', () => {
  scriptedTest('SL-8 to SL-10, SL-13, SL-15: the agendas are one search over the window', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url).engine.agendas({ system: 'http://linde.example/ns/type', code: 'consult' });
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/Slot?service-category=http%3A%2F%2Flinde.example%2Fns%2Ftype%7Cconsult' +
        '&schedule.date=ge2027-01-12T00%3A00%3A00%2B01%3A00&schedule.date=le2027-02-08T00%3A00%3A00%2B01%3A00&status=free',
    ]);
  });

  scriptedTest('SL-11, SL-14: the timeslots are a page of seven days of one schedule', async ({ xis }) => {
    xis.respondWith(NOTHING);
    const { engine } = createEngine(xis.url);
    for (const week of [1, 2, 3, 4]) await engine.timeslots(CONSULT, 'jansen', week);
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-01-12T00%3A00%3A00%2B01%3A00&schedule.date=le2027-01-19T00%3A00%3A00%2B01%3A00&schedule=jansen&status=free',
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-01-19T00%3A00%3A00%2B01%3A00&schedule.date=le2027-01-26T00%3A00%3A00%2B01%3A00&schedule=jansen&status=free',
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-01-26T00%3A00%3A00%2B01%3A00&schedule.date=le2027-02-02T00%3A00%3A00%2B01%3A00&schedule=jansen&status=free',
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-02-02T00%3A00%3A00%2B01%3A00&schedule.date=le2027-02-08T00%3A00%3A00%2B01%3A00&schedule=jansen&status=free',
    ]);
  });

  scriptedTest('SL-13: over the end of summer time the two dates have different offsets', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url, { now: '2026-10-20T12:00:00+02:00' }).engine.agendas(CONSULT);
    expect(xis.received[0]?.line).toBe(
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2026-10-21T00%3A00%3A00%2B02%3A00&schedule.date=le2026-11-17T00%3A00%3A00%2B01%3A00&status=free',
    );
  });

  scriptedTest(
    'SL-14: the week in which summer time begins is from midnight to midnight, over the new year too',
    async ({ xis }) => {
      xis.respondWith(NOTHING);
      await createEngine(xis.url, { now: '2027-03-22T12:00:00+01:00' }).engine.timeslots(CONSULT, 'jansen', 1);
      await createEngine(xis.url, { now: '2026-12-21T12:00:00+01:00' }).engine.timeslots(CONSULT, 'jansen', 2);
      expect(xis.received.map(({ line }) => line.split('&').slice(1, 3))).toEqual([
        ['schedule.date=ge2027-03-23T00%3A00%3A00%2B01%3A00', 'schedule.date=le2027-03-30T00%3A00%3A00%2B02%3A00'],
        ['schedule.date=ge2026-12-29T00%3A00%3A00%2B01%3A00', 'schedule.date=le2027-01-05T00%3A00%3A00%2B01%3A00'],
      ]);
    },
  );

  scriptedTest('SL-9, SL-25: as dates, in the parameter of the flow page', async ({ xis }) => {
    xis.respondWith(NOTHING);
    const { engine } = createEngine(xis.url, { dateFormat: 'date', dateParameter: 'Schedule.date' });
    await engine.agendas(CONSULT);
    for (const week of [1, 2, 3, 4]) await engine.timeslots(CONSULT, 'jansen', week);
    expect(xis.received.map(({ line }) => line.split('&').slice(1, 3))).toEqual([
      ['Schedule.date=ge2027-01-12', 'Schedule.date=le2027-02-08'],
      ['Schedule.date=ge2027-01-12', 'Schedule.date=le2027-01-18'],
      ['Schedule.date=ge2027-01-19', 'Schedule.date=le2027-01-25'],
      ['Schedule.date=ge2027-01-26', 'Schedule.date=le2027-02-01'],
      ['Schedule.date=ge2027-02-02', 'Schedule.date=le2027-02-08'],
    ]);
  });

  scriptedTest('AG-5: the timeslots of any agenda are a search without schedule', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url).engine.timeslots(CONSULT, undefined, 1);
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-01-12T00%3A00%3A00%2B01%3A00&schedule.date=le2027-01-19T00%3A00%3A00%2B01%3A00&status=free',
    ]);
  });

  scriptedTest('SL-13: the window is in the configured time zone', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url, { timeZone: 'America/Kralendijk' }).engine.agendas(CONSULT);
    expect(xis.received[0]?.line.split('&').slice(1, 3)).toEqual([
      'schedule.date=ge2027-01-12T00%3A00%3A00-04%3A00',
      'schedule.date=le2027-02-08T00%3A00%3A00-04%3A00',
    ]);
  });

  scriptedTest('SL-14: a fifth week is rejected', async ({ xis }) => {
    const { engine } = createEngine(xis.url);
    for (const week of [0, 5, 1.5, Number.NaN]) {
      await expect(engine.timeslots(CONSULT, 'jansen', week)).rejects.toThrow('expected a week from 1 to 4');
    }
    expect(xis.received).toEqual([]);
  });

  scriptedTest('SL-18: the next page is requested by the URL of the XIS, with the same headers', async ({ xis }) => {
    xis.respondWith(
      { body: createSearchset([], `${xis.url}/Slot?_after=a%2Bb&x=%7C`) },
      { body: createSearchset([], '/fhir/Slot?p=3') },
      NOTHING,
    );
    await createEngine(xis.url, { token: 'abc' }).engine.agendas(CONSULT);
    expect(xis.received.slice(1).map(({ line, headers }) => [line, headers.authorization])).toEqual([
      ['GET /fhir/Slot?_after=a%2Bb&x=%7C', 'Bearer abc'],
      ['GET /fhir/Slot?p=3', 'Bearer abc'],
    ]);
    expect(xis.received[1]?.headers['x-organization-identifier']).toBe(
      'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
    );
  });
});

describe('on the wire: the headers', () => {
  scriptedTest('TR-2, AU-1: organization, token and the configured headers', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url, { token: 'abc.def', headers: { 'X-Trace': 't-1' } }).engine.agendas(CONSULT);
    expect(xis.received[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
      authorization: 'Bearer abc.def',
      'x-trace': 't-1',
    });
    expect(xis.received[0]?.headers).not.toHaveProperty('content-type');
  });

  scriptedTest.for([
    [{}, 'x-organization-identifier', 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001'],
    [{ organizationFormat: 'code' }, 'x-organization-identifier', '01000001'],
    [{ organizationHeader: 'organisation_agb' }, 'organisation_agb', 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001'],
    [{ organizationHeader: 'organization_agb', organizationFormat: 'code' }, 'organization_agb', '01000001'],
  ] as const)('TR-2: with %j the organization is in %s', async ([options, name, value], { xis }) => {
    xis.respondWith(NOTHING);
    const { engine } = createEngine(xis.url, options);
    await engine.agendas(CONSULT);
    const names = ['x-organization-identifier', 'organisation_agb', 'organization_agb'];
    const sent = names.filter((header) => header in (xis.received[0]?.headers ?? {}));
    expect([sent, xis.received[0]?.headers[name]]).toEqual([[name], value]);
  });

  scriptedTest('AU-1: without a token no Authorization is sent', async ({ xis }) => {
    xis.respondWith(NOTHING);
    await createEngine(xis.url).engine.agendas(CONSULT);
    expect(xis.received[0]?.headers).not.toHaveProperty('authorization');
  });

  scriptedTest('AU-1: a token function is called before every request', async ({ xis }) => {
    xis.respondWith(NOTHING);
    let count = 0;
    const { engine } = createEngine(xis.url, { token: () => Promise.resolve(`token-${++count}`) });
    await engine.agendas(CONSULT);
    await engine.agendas(CONSULT);
    expect(xis.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  scriptedTest('AU-1: without a valid token nothing is sent, and the result is a failure', async ({ xis }) => {
    const refuse = () => Promise.reject(new Error('secret-of-the-client'));
    for (const token of [refuse, 'a token\nX-Other: 1']) {
      const { engine, errors } = createEngine(xis.url, { token });
      const result = await engine.book(createBookingRequest());
      expect(result).toMatchObject({ outcome: 'failed', clause: 'AU-1', error: 'no access token is available' });
      expect(await engine.agendas(CONSULT)).toMatchObject({ outcome: 'failed', clause: 'AU-1' });
      expect(errors).toEqual(Array(2).fill('AU-1: no access token is available'));
      expect(engine.exchanges).toEqual([]);
    }
    expect(xis.received).toEqual([]);
  });

  scriptedTest('TR-2: configured headers do not duplicate protocol headers in another case', async ({ xis }) => {
    xis.respondWith(NOTHING);
    const headers = { accept: 'text/html', 'x-organization-identifier': '02000002', AUTHORIZATION: 'Basic x' };
    await createEngine(xis.url, { token: 'abc', headers }).engine.agendas(CONSULT);
    expect(xis.received[0]?.headers).toMatchObject({
      accept: 'application/fhir+json',
      'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
      authorization: 'Bearer abc',
    });
  });
});

describe('on the wire: creating', () => {
  scriptedTest('AP-1 to AP-4, TR-1: the body as published, with no slot', async ({ xis }) => {
    xis.respondWith(CREATED);
    await createEngine(xis.url).engine.book(createBookingRequest());
    expect(xis.received.map(({ line }) => line)).toEqual(['POST /fhir/Appointment']);
    expect(xis.received[0]?.headers).toMatchObject({
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
      'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
    });
    expect(bodyOf(xis.received[0]?.text ?? '')).toBe(
      '{"resourceType":"Appointment","id":"…","status":"proposed",' +
        '"start":"2027-01-12T09:00:00+01:00","end":"2027-01-12T09:10:00+01:00",' +
        '"serviceCategory":[{"coding":[{"system":"urn:t","code":"consult","display":"Consult"}]}],' +
        '"comment":"Hoofdpijn","participant":[' +
        '{"actor":{"reference":"Patient/1","display":"Emma de Boer","required":"required"},"status":"accepted"},' +
        '{"actor":{"reference":"PractitionerRole/j","display":"Dr. Jansen","required":"required"},"status":"accepted"}]}',
    );
  });

  scriptedTest('AP-2, AP-4: the body of R4, with slot and BSN', async ({ xis }) => {
    xis.respondWith(CREATED);
    const patient = { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' };
    await createEngine(xis.url, { dialect: 'r4', sendSlot: true }).engine.book(createBookingRequest({ patient }));
    expect(JSON.parse(bodyOf(xis.received[0]?.text ?? ''))).toEqual({
      resourceType: 'Appointment',
      id: '…',
      status: 'proposed',
      start: '2027-01-12T09:00:00+01:00',
      end: '2027-01-12T09:10:00+01:00',
      serviceCategory: [{ coding: [{ system: 'urn:t', code: 'consult', display: 'Consult' }] }],
      comment: 'Hoofdpijn',
      participant: [
        {
          actor: {
            reference: 'Patient/1',
            display: 'Emma de Boer',
            identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' },
          },
          required: 'required',
          status: 'accepted',
        },
        {
          actor: { reference: 'PractitionerRole/j', display: 'Dr. Jansen' },
          required: 'required',
          status: 'accepted',
        },
      ],
      slot: [{ reference: 'Slot/s1' }],
    });
  });

  scriptedTest('AP-2: a slot without id is not named', async ({ xis }) => {
    xis.respondWith(CREATED);
    const { slot } = createBookingRequest();
    await createEngine(xis.url, { sendSlot: true }).engine.book(
      createBookingRequest({ slot: { ...slot, id: undefined } }),
    );
    expect(JSON.parse(xis.received[0]?.text ?? '')).not.toHaveProperty('slot');
  });

  scriptedTest('AP-1: every booking has a unique id', async ({ xis }) => {
    xis.respondWith(CREATED);
    const { engine } = createEngine(xis.url);
    await engine.book(createBookingRequest());
    await engine.book(createBookingRequest());
    expect(new Set(xis.received.map(({ text }) => JSON.parse(text).id)).size).toBe(2);
  });

  scriptedTest('AP-12: a booking is sent once, for any response', async ({ xis }) => {
    const scripts = [
      'reset',
      'hang',
      { status: 500 },
      { status: 502 },
      { status: 503, headers: { 'Retry-After': '0' } },
      { status: 429, headers: { 'Retry-After': '0' } },
      { status: 409 },
      { status: 307, headers: { Location: 'Appointment' } },
      { status: 308, headers: { Location: '/fhir/Appointment' } },
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
      { status: 408 },
      { status: 425 },
    ] as const;
    const posts = () => xis.received.filter(({ line }) => line.startsWith('POST')).length;
    const { engine } = createEngine(xis.url, { wait: xis.wait });
    for (const [index, script] of scripts.entries()) {
      // The first request opens a connection, because clients tend to retry on a reused connection.
      xis.respondWith(NOTHING);
      await engine.agendas(CONSULT);
      xis.respondWith(script, NOTHING);
      await engine.book(createBookingRequest());
      expect([script, posts()]).toEqual([script, index + 1]);
    }
  });

  scriptedTest('AP-12: after a dropped connection a search reads the slot', async ({ xis }) => {
    xis.respondWith('reset', NOTHING);
    const result = await createEngine(xis.url).engine.book(createBookingRequest());
    expect(result).toMatchObject({
      outcome: 'unknown',
      slotNow: 'gone',
      error: 'the connection was dropped before the response (ECONNRESET)',
    });
    expect(xis.received.map(({ line }) => line)).toEqual([
      'POST /fhir/Appointment',
      'GET /fhir/Slot?service-category=urn%3At%7Cconsult&schedule.date=ge2027-01-12T00%3A00%3A00%2B01%3A00&schedule.date=le2027-02-08T00%3A00%3A00%2B01%3A00&schedule=jansen&status=free',
    ]);
  });
});

describe('on the wire: reading and cancelling', () => {
  const READ = 'GET /fhir/Appointment/12';
  const SEARCH = 'GET /fhir/Appointment?id=12';
  const OTHER = createAppointmentResource('accepted', { id: '13' });
  const readAt = async (
    xis: ScriptedXis,
    options: Partial<BookingEngineOptions>,
    ...scripts: readonly ScriptedResponse[]
  ) => {
    xis.respondWith(...scripts);
    const { engine, errors } = createEngine(xis.url, options);
    const { outcome, observations } = await engine.read('12');
    return {
      outcome,
      lines: xis.received.map(({ line }) => line),
      clauses: observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`),
      errors,
    };
  };

  scriptedTest('CN-1: an appointment is read by its id', async ({ xis }) => {
    xis.respondWith(FOUND);
    const { engine } = createEngine(xis.url);
    expect(await engine.read('12')).toEqual({
      outcome: 'found',
      appointment: {
        id: '12',
        status: 'booked',
        start: '2027-01-12T09:00:00+01:00',
        patientId: '1',
        cancellable: true,
      },
      observations: [],
    });
    await engine.read('a&b=c/d');
    expect(xis.received.map(({ line }) => line)).toEqual([READ, 'GET /fhir/Appointment/a%26b%3Dc%2Fd']);
  });

  scriptedTest('CN-1: an appointment is searched for by its id, if configured', async ({ xis }) => {
    xis.respondWith(FOUND_BY_SEARCH);
    const { engine } = createEngine(xis.url, { readBack: 'search' });
    expect(await engine.read('12')).toMatchObject({ outcome: 'found', appointment: { id: '12', cancellable: true } });
    await engine.read('a&b=c');
    expect(xis.received.map(({ line }) => line)).toEqual([SEARCH, 'GET /fhir/Appointment?id=a%26b%3Dc']);
  });

  scriptedTest.for([404, 405, 501])('CN-1: after %i for the read it is searched for', async (status, { xis }) => {
    expect(await readAt(xis, {}, { status }, FOUND_BY_SEARCH)).toEqual({
      outcome: 'found',
      lines: [READ, SEARCH],
      clauses: [],
      errors: [],
    });
  });

  scriptedTest.for<[string, readonly ScriptedResponse[], readonly string[]]>([
    ['404 for the read and an empty searchset', [{ status: 404 }, NOTHING], [READ, SEARCH]],
    ['405 for the read and an empty searchset', [{ status: 405 }, NOTHING], [READ, SEARCH]],
    ['404 for both', [{ status: 404 }, { status: 404 }], [READ, SEARCH]],
    ['404 for the read of a XIS that rejects the search', [{ status: 404 }, { status: 400 }], [READ, SEARCH]],
    ['404 for the read of a XIS without searches', [{ status: 404 }, { status: 405 }], [READ, SEARCH]],
    ['410 for both', [{ status: 410 }], [READ, SEARCH]],
    ['410 for the read and an empty searchset', [{ status: 410 }, NOTHING], [READ, SEARCH]],
  ])('CN-6: %s means that the appointment is unknown', async ([, scripts, lines], { xis }) => {
    expect(await readAt(xis, {}, ...scripts)).toEqual({ outcome: 'absent', lines, clauses: [], errors: [] });
  });

  scriptedTest.for<[string, readonly ScriptedResponse[]]>([
    ['405 for the read and 404 for the search', [{ status: 405 }, { status: 404 }]],
    ['404 for the read and 500 for the search', [{ status: 404 }, { status: 500 }]],
    ['404 for the read and a reset', [{ status: 404 }, 'reset']],
    ['500 for the read', [{ status: 500 }]],
    ['403 for the read', [{ status: 403 }]],
    ['another resource', [{ body: { resourceType: 'Bundle' } }]],
  ])('CN-1: %s is a failure', async ([, scripts], { xis }) => {
    const { outcome, errors } = await readAt(xis, {}, ...scripts);
    expect([outcome, errors.length]).toEqual(['failed', 1]);
  });

  scriptedTest.for<[string, ScriptedResponse]>([
    ['410', { status: 410 }],
    ['500', { status: 500 }],
    ['another resource', { body: { resourceType: 'Bundle' } }],
    ['a body that is not JSON', { body: '<html>' }],
    ['a status that is not of FHIR', { body: { ...createAppointmentResource('accepted'), status: 'x' } }],
    ['a start that is not an instant', { body: { ...createAppointmentResource('accepted'), start: '2027-01-12' } }],
  ])('CN-1, CN-5: %s for the read is made up for by the search', async ([, script], { xis }) => {
    const { outcome, lines, clauses, errors } = await readAt(xis, {}, script, FOUND_BY_SEARCH);
    expect([outcome, lines, errors]).toEqual(['found', [READ, SEARCH], []]);
    expect(clauses).toContain('CN-5 read odd');
  });

  scriptedTest('CN-1: with a configured read it is not searched for', async ({ xis }) => {
    const { outcome, lines } = await readAt(xis, { readBack: 'read' }, { status: 404 }, FOUND_BY_SEARCH);
    expect([outcome, lines]).toEqual(['absent', [READ]]);
    expect((await readAt(xis, { readBack: 'read' }, { status: 405 })).outcome).toBe('failed');
  });

  scriptedTest('CN-7: another appointment is not taken for the requested one', async ({ xis }) => {
    expect(await readAt(xis, {}, { body: OTHER })).toMatchObject({ outcome: 'absent', clauses: ['CN-7 id unusable'] });
    const other = { body: createSearchset([OTHER]) };
    expect(await readAt(xis, { readBack: 'search' }, other)).toMatchObject({
      outcome: 'absent',
      clauses: ['CN-7 entry[0].resource.id unusable'],
    });
    const both = { body: createSearchset([OTHER, createAppointmentResource('accepted')]) };
    expect(await readAt(xis, { readBack: 'search' }, both)).toMatchObject({
      outcome: 'found',
      clauses: ['CN-7 entry[0].resource.id unusable'],
    });
  });

  scriptedTest('CN-3, CB-7: a cancellation as published, with its resourceType', async ({ xis }) => {
    xis.respondWith(FOUND, { status: 201 });
    const { engine } = createEngine(xis.url);
    expect(await engine.cancel('12', { bsn: '999900109' }, 'Ik ben beter')).toMatchObject({
      outcome: 'cancelled',
      observations: [],
    });
    expect(xis.received.map(({ line }) => line)).toEqual([READ, 'POST /fhir/AppointmentResponse']);
    expect(xis.received[1]?.headers['content-type']).toBe('application/fhir+json');
    expect(xis.received[1]?.text).toBe(
      '{"resourceType":"AppointmentResponse","actor":{"reference":{"identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"999900109"}]}},' +
        '"comment":"Ik ben beter","appointment":{"reference":"Appointment/12"},"participantStatus":"declined"}',
    );
  });

  scriptedTest('CN-3: a cancellation as in R4, with a default comment', async ({ xis }) => {
    xis.respondWith(FOUND, { status: 201 });
    await createEngine(xis.url, { dialect: 'r4', language: 'nl' }).engine.cancel('12', { bsn: '999900109' });
    expect(xis.received[1]?.text).toBe(
      '{"resourceType":"AppointmentResponse","actor":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"999900109"}},' +
        '"comment":"Afgezegd door de patiënt.","appointment":{"reference":"Appointment/12"},"participantStatus":"declined"}',
    );
  });

  scriptedTest(
    'CN-2: an appointment that has begun, is cancelled or is unknown gets no cancellation request',
    async ({ xis }) => {
      const { engine } = createEngine(xis.url, { readBack: 'search' });
      const lists = [
        [],
        [createAppointmentResource('accepted', { status: 'cancelled' })],
        [createAppointmentResource('accepted', { start: '2027-01-11T07:00:00+01:00' })],
        [createAppointmentResource('accepted', { start: 'soon' })],
        [createAppointmentResource('accepted', { id: '13' })],
        [{ resourceType: 'OperationOutcome' }, null],
      ];
      for (const list of lists) {
        xis.respondWith({ body: createSearchset(list) });
        expect(await engine.cancel('12', { bsn: '999900109' })).toMatchObject({ outcome: 'not-cancellable' });
      }
      expect(xis.received.filter(({ line }) => line.startsWith('POST'))).toEqual([]);
    },
  );

  scriptedTest('CN-3: other responses to a cancellation', async ({ xis }) => {
    const { engine } = createEngine(xis.url, { wait: xis.wait });
    const outcomes = [];
    for (const script of [
      { status: 200 },
      { status: 204 },
      { status: 409 },
      { status: 403 },
      'reset',
      'hang',
    ] as const) {
      xis.respondWith(FOUND, script);
      outcomes.push((await engine.cancel('12', { bsn: '999900109' })).outcome);
    }
    expect(outcomes).toEqual(['cancelled', 'cancelled', 'not-cancellable', 'failed', 'failed', 'failed']);
  });
});
