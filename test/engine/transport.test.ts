import { describe, expect } from 'vitest';
import {
  adviseOnFailure,
  type BookingEngineOptions,
  createTransport,
  type EngineSystem,
  realSystem,
} from '../../engine/index.ts';
import { createBookingRequest, createSearchset } from '../../fixtures/test/resources.ts';
import { createEngine, type ScriptedResponse, type ScriptedXis, scriptedTest } from '../support/scripted-xis.ts';
import { toInstant } from '../support/time.ts';

const TYPES: ScriptedResponse = {
  body: {
    resourceType: 'ValueSet',
    status: 'active',
    compose: { include: [{ system: 'urn:t', concept: [{ code: 'consult', display: 'Consult' }] }] },
  },
};
const NOTHING: ScriptedResponse = { body: createSearchset([]) };
const CREATED: ScriptedResponse = { status: 201, headers: { Location: 'Appointment/12' } };

/** Creates an engine that sends requests again, and records how long it waits for it. */
function createPatientEngine(xis: ScriptedXis, options: Partial<BookingEngineOptions> = {}) {
  const waits: number[] = [];
  const timeoutMs = 10_000;
  const system: EngineSystem = {
    ...realSystem,
    now: () => toInstant('2027-01-11T07:00:00+01:00'),
    elapsed: () => 0,
    wait: async (milliseconds, signal) =>
      milliseconds === timeoutMs ? xis.wait(milliseconds, signal) : void waits.push(milliseconds),
  };
  const { engine } = createEngine(xis.url, {
    system,
    timeoutMs,
    transport: createTransport(system, { retries: true }),
    ...options,
  });
  return { engine, waits, statuses: () => engine.exchanges.map(({ status, error }) => error ?? status) };
}

describe('what answers in the place of a XIS', () => {
  const html = { 'Content-Type': 'text/html' };
  scriptedTest.for<[string, ScriptedResponse, string, RegExp]>([
    [
      'a redirect to a login page',
      { status: 302, headers: { Location: 'https://sso.example/login?id=999900109' } },
      'redirect-login',
      /^a redirect to a login page \(to https:\/\/sso\.example\/login\)\. .*as XIS, and give an access token/,
    ],
    ['a login page', { headers: html, body: '<form><input type="password">' }, 'login-page', /^a login page\. /],
    [
      'Basic wanted',
      { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } },
      'basic-wanted',
      /\(Basic\)\. Spreekuur\.nl sends bearer tokens/,
    ],
    ['401', { status: 401 }, 'not-authenticated', /^the XIS returned 401\. Give a valid access token with TOKEN/],
    [
      'XML',
      { headers: { 'Content-Type': 'application/fhir+xml' }, body: '<ValueSet xmlns="http://hl7.org/fhir"/>' },
      'xml',
      /^FHIR in XML\. Return FHIR as JSON/,
    ],
    [
      'plain HTTP on a port of TLS',
      { status: 400, headers: html, body: 'The plain HTTP request was sent to HTTPS port' },
      'http-on-https-port',
      /\. Begin XIS with https:/,
    ],
    ['a gateway', { status: 502, headers: html, body: '<h1>' }, 'unavailable', /is not available \(502\)\. Look into/],
    ['a rate limit', { status: 429 }, 'throttled', /^the XIS limits the rate/],
    ['headers for ever', { headers: { 'X-Long': 'x'.repeat(20_000) } }, 'no-http', /^the response is not HTTP/],
  ])('%s is named, with what to do', async ([, script, problem, text], { xis }) => {
    xis.respondWith(script);
    const result = await createEngine(xis.url).engine.appointmentTypes();
    if (result.outcome !== 'failed') throw new Error(result.outcome);
    const advice = adviseOnFailure(result, (option) => (option === 'baseUrl' ? 'XIS' : option.toUpperCase()));
    expect(result.problem).toBe(problem);
    expect(`${result.error}. ${advice}`).toMatch(text);
    expect(result).not.toHaveProperty('clause');
    expect(JSON.stringify(result)).not.toContain('999900109');
  });
});

describe('a transport with retries', () => {
  scriptedTest('a read is sent again, and every attempt is an exchange', async ({ xis }) => {
    const { engine, waits, statuses } = createPatientEngine(xis);
    xis.respondWith(TYPES, { status: 503 }, 'reset', { status: 429, headers: { 'Retry-After': '3' } }, TYPES);
    await engine.appointmentTypes();
    expect(await engine.appointmentTypes()).toMatchObject({ outcome: 'types', observations: [] });
    expect(statuses()).toEqual([200, 503, 'dropped', 429, 200]);
    expect(waits).toEqual([250, 1000, 3000]);
  });

  scriptedTest('AP-12: a booking is sent again after 429 only, which has stored nothing', async ({ xis }) => {
    for (const [script, outcome, posts] of [
      [{ status: 429 }, 'pending', 2],
      [{ status: 503 }, 'unknown', 1],
      ['reset', 'unknown', 1],
      ['hang', 'unknown', 1],
    ] as const) {
      const { engine } = createPatientEngine(xis);
      xis.respondWith(TYPES, script, script === 'hang' ? NOTHING : CREATED);
      await engine.appointmentTypes();
      expect([script, (await engine.book(createBookingRequest())).outcome]).toEqual([script, outcome]);
      expect([script, engine.exchanges.filter(({ method }) => method === 'POST').length]).toEqual([script, posts]);
    }
  });

  scriptedTest('without it each request is sent once', async ({ xis }) => {
    const { engine } = createEngine(xis.url);
    xis.respondWith(TYPES, { status: 503 }, TYPES);
    await engine.appointmentTypes();
    expect(await engine.appointmentTypes()).toMatchObject({ outcome: 'failed', isTransport: true, status: 503 });
    expect(xis.received).toHaveLength(2);
  });

  scriptedTest('a XIS that hangs costs five time-outs, and a cancellation is sent all the same', async ({ xis }) => {
    const system: EngineSystem = { ...realSystem, wait: xis.wait };
    const transport = createTransport(system, { retries: true });
    const { engine } = createEngine(xis.url, { system, transport });
    xis.respondWith('hang');
    const errors = [];
    for (let step = 0; step < 8; step++) errors.push(await engine.appointmentTypes());
    expect(xis.received).toHaveLength(5);
    expect(errors.at(-1)).toMatchObject({ error: 'not sent: the requests before it timed out', isTransport: true });
    xis.respondWith(
      { body: { resourceType: 'Appointment', id: '12', status: 'booked', start: '2099-01-12T09:00:00Z' } },
      { status: 201 },
    );
    const last = createEngine(xis.url, { system, transport: transport.cleanUp }).engine;
    expect(await last.cancel('12', { bsn: '999900109' })).toMatchObject({ outcome: 'cancelled' });
  });
});

describe('a token that is refused', () => {
  /** Returns the authorizations that the XIS received. */
  const authorizations = (xis: ScriptedXis) => xis.received.map(({ headers }) => headers.authorization?.slice(7));

  scriptedTest('AU-1: is asked for again once, for a booking too, with the refused one', async ({ xis }) => {
    const refusals: (string | undefined)[] = [];
    const token = (refused?: string): string => {
      refusals.push(refused);
      return refused === undefined ? 'old' : 'new';
    };
    xis.respondWith({ status: 401 }, TYPES, { status: 401 }, CREATED);
    const { engine } = createEngine(xis.url, { token });
    expect(await engine.appointmentTypes()).toMatchObject({ outcome: 'types' });
    expect(await engine.book(createBookingRequest())).toMatchObject({ outcome: 'pending', appointmentId: '12' });
    expect(authorizations(xis)).toEqual(['old', 'new', 'old', 'new']);
    expect(refusals).toEqual([undefined, 'old', undefined, 'old']);
  });

  scriptedTest('AU-1: has expired if a read that was accepted is refused as well', async ({ xis }) => {
    const { engine } = createPatientEngine(xis, { token: 'static' });
    xis.respondWith(TYPES, { status: 401 }, { status: 401 });
    await engine.appointmentTypes();
    expect(await engine.patient()).toMatchObject({ problem: 'token-expired', isTransport: true, status: 401 });
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/ValueSet/BookableAppointmentTypes',
      'GET /fhir/Patient',
      'GET /fhir/ValueSet/BookableAppointmentTypes',
    ]);
  });

  scriptedTest('AU-1: for one request only is a failure of the XIS', async ({ xis }) => {
    const { engine } = createPatientEngine(xis, { token: 'static' });
    xis.respondWith(TYPES, { status: 401 }, TYPES);
    await engine.appointmentTypes();
    const result = await engine.patient();
    expect(result).toMatchObject({ outcome: 'failed', problem: 'not-authenticated', status: 401 });
    expect(result).not.toHaveProperty('isTransport');
  });
});

scriptedTest('a nested body of 19 MB is read in no time, and ends nothing', async ({ xis }) => {
  xis.respondWith({ headers: { 'Content-Type': 'application/fhir+json' }, body: '{"a":'.repeat(3_800_000) });
  const before = process.memoryUsage().heapUsed;
  expect(await createEngine(xis.url).engine.agendas({ system: 'urn:t', code: 'consult' })).toMatchObject({
    outcome: 'failed',
    problem: 'too-complex',
  });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
});
