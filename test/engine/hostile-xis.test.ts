import type { ServerResponse } from 'node:http';
import { describe, expect } from 'vitest';
import type { BookingEngineOptions } from '../../engine/index.ts';
import {
  CONSULT,
  createAppointmentResource,
  createBookingRequest,
  createSearchset,
  createSlotResource,
} from '../../fixtures/test/resources.ts';
import {
  createEngine,
  type ScriptedResponse,
  type ScriptedXis,
  scriptedTest,
  startScriptedXis,
} from '../support/scripted-xis.ts';

const JSON_TYPE = { 'Content-Type': 'application/fhir+json' };
const HTML: ScriptedResponse = {
  headers: { 'Content-Type': 'text/html' },
  body: '<!DOCTYPE html><title>Sign in</title>',
};
const LATER = { start: '2027-01-12T09:10:00+01:00', end: '2027-01-12T09:20:00+01:00', id: 's2' };

/** Writes while the client reads, never more at once than the connection accepts. */
function endless(response: ServerResponse, start: string): void {
  const chunk = ' '.repeat(16_384);
  const writeOn = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.writeHead(200, JSON_TYPE).write(start);
  response.on('drain', writeOn);
  writeOn();
}

/** Writes a body of 30 MB without keeping it in memory. */
const thirtyMegabytes: ScriptedResponse = (_request, response) => {
  const chunk = Buffer.alloc(64 * 1024, 32);
  let remaining = 480;
  const writeOn = () => {
    while (remaining-- > 0) if (!response.write(chunk)) return;
    response.end('{}');
  };
  response.writeHead(200, JSON_TYPE);
  response.on('drain', writeOn);
  writeOn();
};
const brokenOff: ScriptedResponse = (request, response) => {
  response.writeHead(200, { ...JSON_TYPE, 'Content-Length': '1000' }).write('{"resourceType":', () => {
    request.socket.resetAndDestroy();
  });
};
/** Returns the practitioner's status in each booking that the XIS got. */
const practitionerStatusesOf = (xis: ScriptedXis) =>
  xis.received
    .filter(({ line }) => line.startsWith('POST'))
    .map(({ text }) => JSON.parse(text).participant[1].status as string);

const observationsOf = (result: {
  readonly observations: readonly { clause: string; path: string; effect: string }[];
}) => result.observations.map(({ clause, path, effect }) => `${clause} ${path} ${effect}`);

const TOO_LONG = /^a limit of xis-testkit: the response is too long to be read$/;

/** The last value is whether it is a fault of transport, which says nothing about the XIS. */
const BAD_ANSWERS: readonly (readonly [string, ScriptedResponse, RegExp, boolean?])[] = [
  ['HTML with status 200', HTML, /^the XIS returned 200 with an unreadable body: not JSON$/],
  ['an empty body', { headers: JSON_TYPE }, /^expected an? \w+, got nothing$/],
  ['a body of 30 MB', thirtyMegabytes, TOO_LONG, true],
  ['an endless body', (_request, response) => endless(response, '{"a":"'), TOO_LONG, true],
  ['a body that never ends', 'hang-halfway', /^no complete response arrived in time$/, true],
  ['a body that breaks off', brokenOff, /^the response broke off \(\w+\)$/, true],
  [
    'a redirect',
    { status: 302, headers: { Location: 'http://127.0.0.1:1/' } },
    /^a redirect to another host \(to http:/,
  ],
  ['a redirect to itself', { status: 307, headers: { Location: '?' } }, /^a redirect; it was not followed \(to http:/],
  ['no answer', 'hang', /^no complete response arrived in time$/, true],
  ['a reset', 'reset', /^the connection was dropped before the response \(ECONNRESET\)$/, true],
  ['null', { headers: JSON_TYPE, body: 'null' }, /^expected an? \w+, got nothing$/],
  ['a list', { headers: JSON_TYPE, body: '[]' }, /^expected an? \w+, got nothing$/],
  [
    'deep nesting',
    { headers: JSON_TYPE, body: '['.repeat(100_000) },
    /^a limit of xis-testkit: the JSON .*\(nested deeper than 200 levels\)$/,
    true,
  ],
  ['an OperationOutcome', { body: { resourceType: 'OperationOutcome' } }, /^expected an? \w+, got 'OperationOutcome'$/],
  [
    '503',
    { status: 503, body: { resourceType: 'OperationOutcome' } },
    /^the XIS, or a gateway before it, is not available \(503\)$/,
    true,
  ],
  ['204', { status: 204 }, /^expected status 200, got 204$/],
];

describe('an invalid response', () => {
  for (const [name, script, error, isFault = false] of BAD_ANSWERS) {
    scriptedTest(`AT-1, SL-1, CN-1: ${name} is a reported and logged failure of every read`, async ({ xis }) => {
      const { engine, errors } = createEngine(xis.url, { wait: xis.wait, maxBytes: 1_000_000 });
      xis.respondWith(script);
      const results = [
        await engine.appointmentTypes(),
        await engine.agendas(CONSULT),
        await engine.timeslots(CONSULT, 'jansen', 1),
        await engine.read('12'),
        await engine.cancel('12', { bsn: '999900109' }),
      ];
      for (const result of results) {
        expect(result).toMatchObject({ outcome: 'failed', error: expect.stringMatching(error) });
        expect(result).toMatchObject({ text: 'Something went wrong at the practice. Please try again later.' });
      }
      expect(errors).toHaveLength(5);
      // An appointment that a response does not show is searched for as well (CN-1).
      expect(xis.received.length).toBe(isFault ? 5 : 7);
    });
  }

  scriptedTest('TR-1, TR-10: a wrong media type is observed, and its body is used', async ({ xis }) => {
    const typed = (body: object): ScriptedResponse => ({
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: JSON.stringify(body),
    });
    const { engine } = createEngine(xis.url);
    const include = [{ system: 'urn:t', concept: [{ code: 'consult', display: 'Consult' }] }];
    xis.respondWith(typed({ resourceType: 'ValueSet', status: 'active', compose: { include } }));
    const types = await engine.appointmentTypes();
    xis.respondWith(typed(createSearchset([createSlotResource()])));
    const agendas = await engine.agendas(CONSULT);
    xis.respondWith(typed(createAppointmentResource('accepted')));
    const read = await engine.read('12');
    xis.respondWith({
      status: 201,
      headers: { 'Content-Type': 'application/json', Location: 'Appointment/12' },
      body: JSON.stringify(createAppointmentResource('accepted')),
    });
    const booked = await engine.book(createBookingRequest());
    expect([types, agendas, read, booked].map(({ outcome }) => outcome)).toEqual([
      'types',
      'agendas',
      'found',
      'approved',
    ]);
    for (const result of [types, agendas, booked]) expect(observationsOf(result)).toEqual(['TR-1 Content-Type odd']);
    expect(observationsOf(read)).toEqual(['TR-10 Content-Type odd']);
  });

  scriptedTest('AT-1: the error names the expected body before other oddities', async ({ xis }) => {
    xis.respondWith({ headers: { 'Content-Type': 'application/json' }, body: '{"resourceType":"Bundle"}' });
    expect(await createEngine(xis.url).engine.appointmentTypes()).toMatchObject({
      error: "expected a ValueSet, got 'Bundle'",
      clause: 'AT-1',
      path: 'resourceType',
      status: 200,
    });
  });

  scriptedTest('TR-1: a body with a byte order mark is read', async ({ xis }) => {
    xis.respondWith({ headers: JSON_TYPE, body: `\uFEFF${JSON.stringify(createSearchset([createSlotResource()]))}` });
    expect(await createEngine(xis.url).engine.agendas(CONSULT)).toMatchObject({ outcome: 'agendas', observations: [] });
  });

  const named = createSearchset([
    createSlotResource({
      extension: [
        { url: 'urn:extension:actor', valueReference: { reference: 'PractitionerRole/j', display: 'Renée' } },
      ],
    }),
  ]);
  const encoded = (contentType: string, encoding: BufferEncoding): ScriptedResponse => {
    return (_request, response) => {
      response.writeHead(200, { 'Content-Type': contentType });
      response.end(Buffer.from(JSON.stringify(named), encoding));
    };
  };
  scriptedTest.for([
    ['application/fhir+json', 'latin1', ['TR-14 body odd']],
    ['application/fhir+json; charset=utf-8', 'latin1', ['TR-14 body odd']],
    ['application/fhir+json; charset="ISO-8859-1"', 'latin1', ['TR-14 body odd']],
    ['application/fhir+json; charset=utf-16', 'utf16le', ['TR-14 body odd']],
    ['application/fhir+json; charset=no-such-charset', 'latin1', ['TR-14 body odd']],
    ['application/fhir+json; charset=UTF-8', 'utf8', []],
    ['application/fhir+json; charset=no-such-charset', 'utf8', []],
  ] as const)('TR-14: %s in %s is read, and observed unless it is UTF-8', async ([type, encoding, seen], { xis }) => {
    xis.respondWith(encoded(type, encoding));
    const result = await createEngine(xis.url).engine.agendas(CONSULT);
    expect(result).toMatchObject({ agendas: [{ name: 'Renée' }] });
    expect(observationsOf(result)).toEqual(seen);
  });

  scriptedTest('TR-14: UTF-16 whose bytes are valid UTF-8 is read as declared', async ({ xis }) => {
    xis.respondWith((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/fhir+json; charset=utf-16le' });
      response.end(Buffer.from(JSON.stringify(createSearchset([createSlotResource()])), 'utf16le'));
    });
    const result = await createEngine(xis.url).engine.agendas(CONSULT);
    expect(result).toMatchObject({ agendas: [{ name: 'Dr. Jansen' }] });
    expect(observationsOf(result)).toEqual(['TR-14 body odd']);
  });

  scriptedTest('TR-10: an unreadable error is not one of the bodies with a published type', async ({ xis }) => {
    xis.respondWith({ status: 500, body: '<html>' });
    expect(await createEngine(xis.url).engine.agendas(CONSULT)).toMatchObject({ clause: 'TR-10', status: 500 });
    xis.respondWith(HTML);
    expect(await createEngine(xis.url).engine.agendas(CONSULT)).toMatchObject({ clause: 'TR-1', status: 200 });
  });

  scriptedTest('an unreachable XIS is a failure, and a booking is certainly not made', async ({ xis }) => {
    const gone = await startScriptedXis();
    await gone.close();
    const { engine } = createEngine(gone.url);
    const error = 'the connection was refused (ECONNREFUSED)';
    expect(await engine.appointmentTypes()).toMatchObject({ outcome: 'failed', error });
    expect(await engine.book(createBookingRequest())).toMatchObject({ outcome: 'failed', error });
    expect(xis.received).toEqual([]);
  });
});

describe('slots of which some are invalid', () => {
  scriptedTest('SL-1, SL-4, SL-7, SL-21: valid slots are returned, invalid ones observed', async ({ xis }) => {
    xis.respondWith({
      body: createSearchset([
        { resourceType: 'OperationOutcome', issue: [] },
        createSlotResource({ schedule: undefined }),
        createSlotResource(LATER),
        createSlotResource({ start: 'tomorrow' }),
        createSlotResource({ start: { toString: 1 } }),
        createSlotResource({ end: '2027-01-12T08:00:00+01:00' }),
        null,
        createSlotResource(),
      ]),
    });
    const result = await createEngine(xis.url).engine.timeslots(CONSULT, 'jansen', 1);
    expect(result).toMatchObject({ outcome: 'timeslots', slots: [{ id: 's1' }, { id: 's2' }] });
    expect(observationsOf(result)).toEqual([
      'SL-1 entry[0].resource.resourceType odd',
      'SL-7 entry[1].resource.schedule.reference unusable',
      'SL-4 entry[3].resource.start unusable',
      'SL-4 entry[4].resource.start unusable',
      'SL-21 entry[5].resource.end unusable',
      'SL-1 entry[6].resource.resourceType odd',
    ]);
  });

  scriptedTest('SL-8 to SL-11: slots outside the search are discarded', async ({ xis }) => {
    const visit = [{ coding: [{ system: 'urn:t', code: 'visite' }] }];
    xis.respondWith({
      body: createSearchset([
        createSlotResource({ status: 'busy' }),
        createSlotResource({ status: undefined }),
        createSlotResource({ schedule: { reference: 'Schedule/smit' } }),
        createSlotResource({ start: '2027-01-11T23:50:00+01:00' }),
        createSlotResource({ start: '2027-01-19T00:10:00+01:00', end: '2027-01-19T00:20:00+01:00' }),
        createSlotResource({ serviceCategory: visit }),
        createSlotResource({ ...LATER, serviceCategory: [...visit, { coding: [CONSULT] }] }),
      ]),
    });
    const result = await createEngine(xis.url).engine.timeslots(CONSULT, 'jansen', 1);
    expect(result).toMatchObject({ slots: [{ id: 's2' }] });
    expect(observationsOf(result)).toEqual([
      'SL-10 entry[0].resource.status unusable',
      'SL-10 entry[1].resource.status unusable',
      'SL-11 entry[2].resource.schedule.reference unusable',
      'SL-9 entry[3].resource.start unusable',
      'SL-9 entry[4].resource.start unusable',
      'SL-8 entry[5].resource.serviceCategory unusable',
    ]);
  });

  scriptedTest('SL-26: a slot at the border of two weeks is in the week that it starts', async ({ xis }) => {
    xis.respondWith({
      body: createSearchset([createSlotResource({ start: '2027-01-19T00:00:00+01:00', end: '2027-01-18T23:10:00Z' })]),
    });
    const { engine } = createEngine(xis.url);
    const weeks = [];
    for (const week of [1, 2]) {
      const result = await engine.timeslots(CONSULT, 'jansen', week);
      weeks.push(result.outcome === 'timeslots' ? result.slots.length : result);
      expect(result.observations).toEqual([]);
    }
    expect(weeks).toEqual([0, 1]);
  });

  scriptedTest(
    'SL-20: a slot that is repeated with its id is returned once, also with another offset',
    async ({ xis }) => {
      const same = createSlotResource({ start: '2027-01-12T08:00:00Z', end: '2027-01-12T08:10:00Z' });
      xis.respondWith({ body: createSearchset([createSlotResource(), createSlotResource(), same]) });
      const result = await createEngine(xis.url).engine.agendas(CONSULT);
      expect(result).toMatchObject({ agendas: [{ schedule: 'jansen', slots: 1 }] });
      expect(observationsOf(result)).toEqual(['SL-20 slots[1].id odd', 'SL-20 slots[2].id odd']);
    },
  );

  scriptedTest('SL-20: different slots with one id are all returned', async ({ xis }) => {
    const visit = { system: 'urn:t', code: 'visite', display: 'Visite' };
    const slots = [
      createSlotResource(),
      createSlotResource({ ...LATER, id: 's1' }),
      createSlotResource({ end: LATER.end }),
      createSlotResource({ schedule: { reference: 'Schedule/smit' } }),
      createSlotResource({ serviceCategory: [{ coding: [CONSULT] }, { coding: [visit] }] }),
    ];
    xis.respondWith({ body: createSearchset(slots) });
    const result = await createEngine(xis.url).engine.timeslots(CONSULT, undefined, 1);
    expect(result).toMatchObject({ slots: { length: 5 } });
    expect(observationsOf(result)).toEqual([1, 2, 3, 4].map((index) => `SL-20 slots[${index}].id odd`));
  });

  scriptedTest('AP-2: slots that are alike but for their ids are two places', async ({ xis }) => {
    xis.respondWith({ body: createSearchset([createSlotResource(), createSlotResource({ id: 's2' })]) });
    const result = await createEngine(xis.url).engine.agendas(CONSULT);
    expect(result).toMatchObject({ agendas: [{ schedule: 'jansen', slots: 2 }], observations: [] });
  });

  scriptedTest('SL-2: slots without ids are all returned', async ({ xis }) => {
    const nameless = createSlotResource({ id: undefined });
    xis.respondWith({ body: createSearchset([nameless, nameless]) });
    const result = await createEngine(xis.url).engine.agendas(CONSULT);
    expect(result).toMatchObject({ agendas: [{ slots: 2 }] });
    expect(observationsOf(result)).toEqual(['SL-2 entry[0].resource.id odd', 'SL-2 entry[1].resource.id odd']);
  });

  scriptedTest(
    'SL-9, SL-25: a slot on the 28th day is kept in a search by dates, and discarded as an instant',
    async ({ xis }) => {
      const last = createSlotResource({ start: '2027-02-08T16:00:00+01:00', end: '2027-02-08T16:10:00+01:00' });
      xis.respondWith({ body: createSearchset([last]) });
      const byDate = createEngine(xis.url, { dateFormat: 'date' }).engine;
      expect(await byDate.agendas(CONSULT)).toMatchObject({ agendas: [{ slots: 1 }], observations: [] });
      expect(await byDate.timeslots(CONSULT, 'jansen', 4)).toMatchObject({
        slots: { length: 1 },
        from: '2027-02-02T00:00:00+01:00',
        to: '2027-02-09T00:00:00+01:00',
        observations: [],
      });
      const byInstant = await createEngine(xis.url).engine.agendas(CONSULT);
      expect([byInstant.outcome, observationsOf(byInstant)]).toEqual([
        'none',
        ['SL-9 entry[0].resource.start unusable'],
      ]);
    },
  );

  scriptedTest('AG-5: the slots of any agenda are in order of time', async ({ xis }) => {
    const smit = { schedule: { reference: 'Schedule/smit' } };
    xis.respondWith({ body: createSearchset([createSlotResource(LATER), createSlotResource(smit)]) });
    const { engine } = createEngine(xis.url);
    expect(await engine.timeslots(CONSULT, undefined, 1)).toMatchObject({
      slots: [{ schedule: 'smit' }, { schedule: 'jansen' }],
      observations: [],
    });
    expect(await engine.timeslots(CONSULT, 'jansen', 1)).toMatchObject({ slots: [{ schedule: 'jansen' }] });
  });

  scriptedTest(
    'AG-1, AG-2, AG-4: two practitioners on one schedule are one agenda, with both names',
    async ({ xis }) => {
      const smit = {
        url: 'urn:extension:actor',
        valueReference: { reference: 'PractitionerRole/s', display: 'Dr. Smit' },
      };
      xis.respondWith({
        body: createSearchset([
          createSlotResource({ ...LATER, schedule: { reference: 'Schedule/other' } }),
          createSlotResource(),
          createSlotResource({ id: 's3', extension: [smit] }),
        ]),
      });
      expect(await createEngine(xis.url).engine.agendas(CONSULT)).toEqual({
        outcome: 'agendas',
        agendas: [
          { schedule: 'jansen', name: 'Dr. Jansen, Dr. Smit', firstFree: '2027-01-12T09:00:00+01:00', slots: 2 },
          { schedule: 'other', name: 'Dr. Jansen', firstFree: '2027-01-12T09:10:00+01:00', slots: 1 },
        ],
        observations: [],
      });
    },
  );

  scriptedTest('AG-3: without a valid slot the agendas are empty, without an error', async ({ xis }) => {
    xis.respondWith({ body: createSearchset([createSlotResource({ status: 'busy' })]) });
    const { engine, errors } = createEngine(xis.url, { language: 'nl' });
    expect(await engine.agendas(CONSULT)).toMatchObject({
      outcome: 'none',
      text: 'Er zijn de komende vier weken geen vrije afspraken.',
    });
    expect(errors).toEqual([]);
  });
});

describe('SL-18: pages', () => {
  const offered = (xis: { readonly url: string }, maxPages?: number) =>
    createEngine(xis.url, maxPages === undefined ? {} : { maxPages }).engine.agendas(CONSULT);

  scriptedTest('SL-18: are followed to the end', async ({ xis }) => {
    xis.respondWith(
      { body: createSearchset([createSlotResource()], 'Slot?page=2') },
      { body: createSearchset([createSlotResource(LATER)], `${xis.url}/Slot?page=3`) },
      { body: createSearchset([]) },
    );
    expect(await offered(xis)).toMatchObject({ agendas: [{ slots: 2 }], observations: [] });
    expect(xis.received).toHaveLength(3);
  });

  scriptedTest('SL-18: a circle of next links is detected, and the found slots are returned', async ({ xis }) => {
    xis.respondWith((request, response) => {
      const next = request.url?.includes('page=2') ? 'Slot?page=3' : 'Slot?page=2';
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(createSearchset([createSlotResource()], next)));
    });
    const result = await offered(xis);
    expect(result).toMatchObject({ agendas: [{ slots: 1 }] });
    expect(observationsOf(result)).toContain('SL-18 link odd');
    expect(xis.received).toHaveLength(3);
  });

  scriptedTest('SL-18: a page that links to itself is requested once', async ({ xis }) => {
    xis.respondWith((request, response) => {
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(createSearchset([createSlotResource()], request.url)));
    });
    expect(observationsOf(await offered(xis))).toEqual(['SL-18 link odd']);
    expect(xis.received).toHaveLength(1);
  });

  scriptedTest('SL-18: endless next links are followed up to a limit', async ({ xis }) => {
    let page = 1;
    xis.respondWith((_request, response) => {
      const body = createSearchset([createSlotResource()], `Slot?page=${++page}`);
      response.writeHead(200, JSON_TYPE).end(JSON.stringify(body));
    });
    const result = await offered(xis, 7);
    expect(result).toMatchObject({ agendas: [{ slots: 1 }] });
    expect(result.observations[0]?.message).toBe('expected at most 7 pages, got more; the rest is not offered');
    expect(xis.received).toHaveLength(7);
  });

  scriptedTest('SL-18, AU-1: another server gets no request and no token', async ({ xis }) => {
    const otherServer = await startScriptedXis();
    for (const next of [`${otherServer.url}/Slot?page=2`, 'http://[', 'file:///etc/passwd', `//127.0.0.1:1/Slot`]) {
      xis.respondWith({ body: createSearchset([createSlotResource()], next) });
      const result = await createEngine(xis.url, { token: 'abc' }).engine.agendas(CONSULT);
      expect(result).toMatchObject({ agendas: [{ slots: 1 }] });
      expect(observationsOf(result)).toEqual(['SL-18 link odd']);
    }
    expect(otherServer.received).toEqual([]);
    await otherServer.close();
  });

  scriptedTest('SL-18: a page that fails is a failure of the whole search', async ({ xis }) => {
    xis.respondWith({ body: createSearchset([createSlotResource()], 'Slot?page=2') }, { status: 500 });
    expect(await offered(xis)).toMatchObject({ outcome: 'failed', status: 500 });
  });
});

describe('responses to a booking', () => {
  const LOCATION = { Location: 'Appointment/12' };
  const cases: readonly (readonly [string, ScriptedResponse, object, readonly string[]])[] = [
    [
      'AP-11: accepted is approved',
      { status: 201, headers: LOCATION, body: createAppointmentResource('accepted') },
      { outcome: 'approved', appointmentId: '12', text: 'Your appointment has been made.' },
      [],
    ],
    [
      'AP-11: needs-action is pending',
      { status: 201, headers: LOCATION, body: createAppointmentResource('needs-action') },
      { outcome: 'pending', appointmentId: '12' },
      [],
    ],
    [
      'AP-5, AP-11: 201 without a body is as configured',
      { status: 201, headers: LOCATION },
      { outcome: 'pending', appointmentId: '12' },
      ['AP-5 body odd'],
    ],
    [
      'AP-15: 201 without Location has the id of the body',
      { status: 201, body: createAppointmentResource('accepted') },
      { outcome: 'approved', appointmentId: '12' },
      ['AP-15 Location odd'],
    ],
    [
      'AP-6: 201 with another id in the body has that of Location',
      { status: 201, headers: LOCATION, body: createAppointmentResource('accepted', { id: '99' }) },
      { outcome: 'approved', appointmentId: '12' },
      ['AP-6 id odd'],
    ],
    [
      'TR-1, AP-5: 201 with HTML is as configured, with the id of Location',
      { status: 201, headers: { ...LOCATION, 'Content-Type': 'text/html' }, body: '<html>' },
      { outcome: 'pending', appointmentId: '12' },
      ['TR-1 body odd', 'AP-5 body odd'],
    ],
    [
      'AP-5: 200 is taken for 201',
      { status: 200, headers: LOCATION, body: createAppointmentResource('accepted') },
      { outcome: 'approved', appointmentId: '12' },
      ['AP-5 status odd'],
    ],
    [
      'AP-5: 204 with Location is taken for 201',
      { status: 204, headers: LOCATION },
      { outcome: 'pending', appointmentId: '12' },
      ['AP-5 status odd', 'AP-5 body odd'],
    ],
    [
      'AP-6, AP-12: 201 without any id is unknown: the patient must not try again',
      { status: 201 },
      { outcome: 'unknown', slotNow: 'gone', error: 'the XIS returned 201 without an appointment id' },
      ['AP-15 Location odd', 'AP-5 body odd'],
    ],
    [
      'AP-6, AP-12: 204 is unknown',
      { status: 204 },
      { outcome: 'unknown', error: 'the XIS returned 204 without an appointment id' },
      ['AP-5 status odd', 'AP-15 Location odd', 'AP-5 body odd'],
    ],
    [
      'AP-7: 409 is a conflict',
      { status: 409, body: { resourceType: 'OperationOutcome', issue: [{ code: 'conflict' }] } },
      { outcome: 'conflict', text: 'Timeslot no longer available, please choose another timeslot' },
      [],
    ],
    [
      'AP-7, TR-7: 409 without a body is a conflict',
      { status: 409 },
      { outcome: 'conflict' },
      ['TR-7 resourceType odd'],
    ],
    [
      'AP-7, TR-10: 409 as application/json is a conflict',
      {
        status: 409,
        headers: { 'Content-Type': 'application/json' },
        body: { resourceType: 'OperationOutcome', issue: [{ code: 'conflict' }] },
      },
      { outcome: 'conflict' },
      ['TR-10 Content-Type odd'],
    ],
    [
      'AP-16: 409 with another code is a conflict',
      { status: 409, body: { resourceType: 'OperationOutcome', issue: [{ code: 'duplicate' }] } },
      { outcome: 'conflict' },
      ['AP-16 issue[0].code odd'],
    ],
    [
      'AP-7: 409 with HTML is a conflict',
      { status: 409, body: '<html>' },
      { outcome: 'conflict' },
      ['TR-10 body odd', 'TR-7 resourceType odd'],
    ],
    [
      'AP-10: 422 is a rejection, with the diagnostics of the XIS',
      { status: 422, body: { resourceType: 'OperationOutcome', issue: [{ diagnostics: 'no such slot' }, null] } },
      { outcome: 'rejected', status: 422, diagnostics: 'no such slot' },
      [],
    ],
    [
      'AP-10: 400 with an empty body is a rejection',
      { status: 400 },
      { outcome: 'rejected', status: 400, diagnostics: '' },
      ['TR-7 resourceType odd'],
    ],
    ['AP-5: 403 is a failure', { status: 403 }, { outcome: 'failed', status: 403, clause: 'AP-5' }, []],
    ['AP-5: 500 is a failure', { status: 500 }, { outcome: 'failed', status: 500 }, []],
    [
      'AP-5: a redirect is a failure',
      { status: 307, headers: { Location: 'http://127.0.0.1:1/' } },
      { outcome: 'failed', status: 307 },
      ['TR-10 body odd'],
    ],
    ['AP-12: 502 of a gateway is unknown', { status: 502 }, { outcome: 'unknown', slotNow: 'gone' }, []],
    ['AP-12: 504 of a gateway is unknown', { status: 504, body: '<html>' }, { outcome: 'unknown' }, []],
    ['AP-12: 503 is unknown', { status: 503 }, { outcome: 'unknown' }, []],
    [
      'AP-12: 201 with half of a body is made',
      (_request, response) => {
        const headers = { ...LOCATION, 'Content-Length': '1000' };
        response.writeHead(201, headers).write('{', () => response.destroy());
      },
      { outcome: 'pending', appointmentId: '12' },
      [],
    ],
    ['AP-12: hanging is unknown', 'hang', { outcome: 'unknown', error: 'no complete response arrived in time' }, []],
    [
      'AP-12: a reset is unknown',
      'reset',
      { outcome: 'unknown', error: 'the connection was dropped before the response (ECONNRESET)' },
      [],
    ],
  ];
  for (const [name, script, expected, observed] of cases) {
    scriptedTest(name, async ({ xis }) => {
      const isRejection = typeof script === 'object' && (script.status === 400 || script.status === 422);
      xis.respondWith(script, isRejection ? script : { body: createSearchset([]) });
      const { engine } = createEngine(xis.url, { wait: xis.wait });
      const result = await engine.book(createBookingRequest());
      expect(result).toMatchObject(expected);
      expect(observationsOf(result).slice(0, observed.length)).toEqual(observed);
      expect(result.observations.length).toBe(observed.length);
      const state = result.outcome === 'approved' || result.outcome === 'pending' ? [result.outcome] : [];
      expect(engine.ledger.list().map((entry) => entry.state)).toEqual(state);
    });
  }

  scriptedTest('AP-11: 201 without a body is approved if configured', async ({ xis }) => {
    xis.respondWith({ status: 201, headers: LOCATION });
    const { engine } = createEngine(xis.url, { answerWithoutBody: 'approved', language: 'nl' });
    expect(await engine.book(createBookingRequest())).toMatchObject({
      outcome: 'approved',
      text: 'Uw afspraak is gemaakt.',
    });
  });

  const bookAt = async (
    xis: ScriptedXis,
    options: Partial<BookingEngineOptions>,
    ...scripts: readonly ScriptedResponse[]
  ) => {
    xis.respondWith(...scripts);
    const result = await createEngine(xis.url, options).engine.book(createBookingRequest());
    return { result, statuses: practitionerStatusesOf(xis) };
  };
  const created = (practitioner: string): ScriptedResponse => ({
    status: 201,
    headers: LOCATION,
    body: createAppointmentResource(practitioner),
  });
  const rejection = (status: number, diagnostics: string): ScriptedResponse => ({
    status,
    body: { resourceType: 'OperationOutcome', issue: [{ diagnostics }] },
  });

  scriptedTest.for<[string, Partial<BookingEngineOptions>, string]>([
    ['accepted by default', {}, 'accepted'],
    ['accepted for a type that needs no approval', { approvalTypes: ['visite', 'urn:u|consult'] }, 'accepted'],
    ['needs-action for the code of a type that needs approval', { approvalTypes: ['consult'] }, 'needs-action'],
    ['needs-action for its token', { approvalTypes: ['urn:t|consult'] }, 'needs-action'],
    ['as configured', { practitionerStatus: 'needs-action' }, 'needs-action'],
    ['as configured for any type', { practitionerStatus: 'accepted', approvalTypes: ['consult'] }, 'accepted'],
  ])('AP-4: the status of the practitioner is %s', async ([, options, status], { xis }) => {
    const { result, statuses } = await bookAt(xis, options, created('accepted'));
    expect([result.outcome, statuses]).toEqual(['approved', [status]]);
  });

  for (const status of [400, 422]) {
    scriptedTest(`AP-4: after ${status} the booking is sent once more, with the other status`, async ({ xis }) => {
      const { result, statuses } = await bookAt(xis, {}, rejection(status, 'no workflow'), created('needs-action'));
      expect(result).toMatchObject({ outcome: 'pending', appointmentId: '12' });
      expect(result.observations).toEqual([
        {
          clause: 'AP-4',
          path: 'participant[1].status',
          message: `the booking was sent once more with 'needs-action', because 'accepted' returned ${status}`,
          effect: 'odd',
        },
      ]);
      expect(statuses).toEqual(['accepted', 'needs-action']);
    });
  }

  scriptedTest('AP-4: for a type that needs approval the second status is accepted', async ({ xis }) => {
    const options = { approvalTypes: ['consult'] };
    const { result, statuses } = await bookAt(xis, options, rejection(422, 'workflow is off'), created('accepted'));
    expect([result.outcome, statuses]).toEqual(['approved', ['needs-action', 'accepted']]);
    expect(observationsOf(result)).toEqual(['AP-4 participant[1].status odd', 'AP-11 participant odd']);
  });

  scriptedTest('AP-4, AP-10: when both are rejected, the first rejection is the result', async ({ xis }) => {
    const { result, statuses } = await bookAt(xis, {}, rejection(422, 'no such slot'), rejection(400, 'second'));
    expect(result).toMatchObject({ outcome: 'rejected', status: 422, diagnostics: 'no such slot', observations: [] });
    expect(statuses).toEqual(['accepted', 'needs-action']);
  });

  scriptedTest('AP-4: with a configured status a rejection is final', async ({ xis }) => {
    const options = { practitionerStatus: 'accepted' } as const;
    const { result, statuses } = await bookAt(xis, options, rejection(422, 'no workflow'), created('accepted'));
    expect([result.outcome, statuses]).toEqual(['rejected', ['accepted']]);
  });

  scriptedTest('AP-4, AP-12: after a second request without a response a third one is not sent', async ({ xis }) => {
    const { result, statuses } = await bookAt(xis, {}, rejection(422, ''), 'reset', { body: createSearchset([]) });
    expect([result.outcome, statuses]).toEqual(['unknown', ['accepted', 'needs-action']]);
    expect(observationsOf(result)).toEqual(['AP-4 participant[1].status odd']);
  });

  scriptedTest('AP-4, AP-7: a conflict of the second request is a conflict', async ({ xis }) => {
    const conflict = { status: 409, body: { resourceType: 'OperationOutcome', issue: [{ code: 'conflict' }] } };
    const { result, statuses } = await bookAt(xis, {}, rejection(422, ''), conflict);
    expect([result.outcome, statuses.length]).toEqual(['conflict', 2]);
    expect(observationsOf(result)).toEqual(['AP-4 participant[1].status odd']);
  });

  scriptedTest.for<[string, Partial<BookingEngineOptions>, string | undefined, string, readonly string[]]>([
    ['the response alone', {}, 'needs-action', 'pending', []],
    ['the response, where the types agree', { approvalTypes: ['consult'] }, 'needs-action', 'pending', []],
    [
      'the response, where the types differ',
      { approvalTypes: [] },
      'needs-action',
      'pending',
      ['AP-11 participant odd'],
    ],
    [
      'the response, where the types differ otherwise',
      { approvalTypes: ['consult'] },
      'accepted',
      'approved',
      ['AP-11 participant odd'],
    ],
    ['the response, where the status agrees', { practitionerStatus: 'accepted' }, 'accepted', 'approved', []],
    [
      'the response, where the status differs',
      { practitionerStatus: 'accepted' },
      'needs-action',
      'pending',
      ['AP-11 participant odd'],
    ],
    [
      'the types before the status',
      { practitionerStatus: 'accepted', approvalTypes: ['consult'] },
      'needs-action',
      'pending',
      [],
    ],
    ['the types, without a response', { approvalTypes: [] }, undefined, 'approved', ['AP-5 body odd']],
    ['the status, without a response', { practitionerStatus: 'accepted' }, undefined, 'approved', ['AP-5 body odd']],
    [
      'the types before answerWithoutBody',
      { approvalTypes: ['consult'], answerWithoutBody: 'approved' },
      undefined,
      'pending',
      ['AP-5 body odd'],
    ],
  ])('AP-11: pending or approved is decided by %s', async ([, options, practitioner, outcome, observed], { xis }) => {
    const answer = practitioner === undefined ? { status: 201, headers: LOCATION } : created(practitioner);
    const { result } = await bookAt(xis, options, answer);
    expect([result.outcome, observationsOf(result)]).toEqual([outcome, observed]);
  });

  scriptedTest('AP-2, AP-12: another place at the same time does not make the slot free', async ({ xis }) => {
    xis.respondWith('reset', { body: createSearchset([createSlotResource({ id: 's9' })]) });
    expect(await createEngine(xis.url).engine.book(createBookingRequest())).toMatchObject({ slotNow: 'gone' });
    xis.respondWith('reset', { body: createSearchset([createSlotResource({ id: 's9' }), createSlotResource()]) });
    expect(await createEngine(xis.url).engine.book(createBookingRequest())).toMatchObject({ slotNow: 'free' });
  });

  scriptedTest('AP-12: a search decides whether the slot is free, taken or unknown', async ({ xis }) => {
    const slotNow = async (script: ScriptedResponse) => {
      xis.respondWith('reset', script);
      const result = await createEngine(xis.url).engine.book(createBookingRequest());
      return result.outcome === 'unknown' ? result.slotNow : result;
    };
    expect(await slotNow({ body: createSearchset([createSlotResource()]) })).toBe('free');
    expect(await slotNow({ body: createSearchset([createSlotResource(LATER)]) })).toBe('gone');
    expect(await slotNow({ status: 500 })).toBe('unknown');
    expect(await slotNow('reset')).toBe('unknown');
  });
});

scriptedTest('the requests are recorded in order, with their outcomes', async ({ xis }) => {
  const { engine } = createEngine(xis.url, { readBack: 'read' });
  xis.respondWith({ status: 500 }, HTML, 'reset', { status: 410 });
  for (let count = 0; count < 4; count++) await engine.read('12');
  const url = `${xis.url}/Appointment/12`;
  expect(engine.exchanges).toEqual([
    { method: 'GET', url, status: 500, durationMs: 0 },
    { method: 'GET', url, status: 200, durationMs: 0, error: 'not JSON' },
    { method: 'GET', url, status: 0, durationMs: 0, error: 'dropped' },
    { method: 'GET', url, status: 410, durationMs: 0 },
  ]);
});
