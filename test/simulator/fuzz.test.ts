import { Agent, type IncomingMessage, request } from 'node:http';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { validator } from '../../schema/validator.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import { IS_FULL, runs } from '../support/runs.ts';
import { createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const REQUESTS = runs(1000);

/** Routes of the control interface that do not reset everything. */
const CONTROL = [
  'requests',
  'requests/find',
  'requests/1',
  'clock/freeze',
  'clock/advance',
  'approvals/1/approve',
  'appointments',
  'appointments/1/move',
  'slots/x/take',
  'deliveries',
  'faults',
  'contention',
  'snapshot',
  'patient',
];
const outcome = validator(operationOutcomeSchema);

/** A hostile request. */
interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const nasty = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '%00',
    "' OR 1=1 --",
    '<script>',
    '$(id)',
    '\u202e',
    'NaN',
    '-0',
    '9'.repeat(400),
    'null',
    '|',
    ',',
    '\\',
    '\\,',
    '||',
    'ge',
    'le2026',
  ),
);

const path = fc.oneof(
  fc.constantFrom(
    '/Slot',
    '/Appointment',
    '/AppointmentResponse',
    '/Schedule',
    '/PractitionerRole',
    '/Patient',
    '/metadata',
    '/ValueSet/BookableAppointmentTypes',
  ),
  fc
    .tuple(fc.constantFrom('/Slot/', '/Appointment/', '/Schedule/', '/PractitionerRole/', '/ValueSet/', '/'), nasty)
    .map(([base, id]) => base + encodeURIComponent(id)),
  fc
    .tuple(fc.constantFrom('/Slot/', '/'), fc.constantFrom('%zz', '%', '%c3%28', '..%2f..', '?', '#', ';x=1'))
    .map((parts) => parts.join('')),
);

const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'status',
          'schedule',
          'schedule.date',
          'Schedule.date',
          'service-category',
          'id',
          '_id',
          '_count',
          '_after',
          '_format',
          'schedule.date:missing',
          '__proto__',
        ),
        nasty,
      ),
      fc.oneof(
        nasty,
        fc.constantFrom(
          'free',
          'ge2027-01-11',
          'le2027-01-12T00:00:00%2B01:00',
          'jansen',
          '3',
          'jansen-20270111T0800Z',
        ),
      ),
      fc.boolean(),
    ),
    { maxLength: 4 },
  )
  .map((pairs) =>
    pairs
      .map(
        ([name, value, raw]) =>
          `${encodeURIComponent(name)}=${raw ? value.replace(/[^\x21-\x7e]|#/g, '') : encodeURIComponent(value)}`,
      )
      .join('&'),
  );

/** Replaces a part of a valid body by an invalid value. */
const corrupt = (good: object) =>
  fc
    .tuple(fc.constantFrom(...pathsOf(good)), fc.oneof(nasty, fc.jsonValue({ maxDepth: 3 }), fc.constant(undefined)))
    .map(([where, value]) => {
      const copy = structuredClone(good) as Record<string | number, unknown>;
      let parent = copy;
      for (const key of where.slice(0, -1)) parent = parent[key] as typeof copy;
      const last = where.at(-1);
      if (last !== undefined) parent[last] = value;
      return JSON.stringify(copy);
    });

function pathsOf(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsOf(item, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inner : [at, ...inner];
}

function hostileRequests(
  slot: TestSlot,
  { agb, headers }: Pick<TestOrganization, 'agb' | 'headers'>,
): fc.Arbitrary<Hostile> {
  const body = fc.oneof(
    fc.constant(undefined),
    nasty,
    fc.json({ maxDepth: 4 }),
    corrupt(createBookingBody(slot)),
    corrupt(createCancellationBody('1001')),
    fc.constantFrom('[', '{"a":', '['.repeat(5000), '{"__proto__":{"status":"x"}}', '"'.repeat(10)),
  );
  const type = fc.constantFrom(
    'application/fhir+json',
    'application/fhir+json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/fhir+json; charset=utf-7',
    ';',
  );
  const organization = fc.oneof(
    { weight: 8, arbitrary: fc.constant(headers['X-Organization-Identifier'] ?? '') },
    { weight: 1, arbitrary: fc.constantFrom('', '1', '99999999', 'a|b', '|||') },
  );
  const extra = fc.dictionary(
    fc.constantFrom(
      'Accept',
      'Prefer',
      'Authorization',
      'If-None-Match',
      'Content-Encoding',
      'Cookie',
      'X-Forwarded-Host',
    ),
    fc.constantFrom('*/*', 'text/html', 'gzip', 'handling=strict', 'return=minimal', 'x'.repeat(3000), 'Bearer x'),
    { maxKeys: 2 },
  );
  const wild = fc
    .record({
      method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
      path,
      query,
      body,
      type,
      organization,
      extra,
    })
    .map(({ method, path, query, body, type, organization, extra }) => ({
      method,
      path: `/fhir${path}${query === '' ? '' : `?${query}`}`,
      headers: {
        ...extra,
        'X-Organization-Identifier': organization,
        ...(body === undefined ? {} : { 'Content-Type': type }),
      },
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    }));
  const nearlyGood = fc
    .constantFrom(
      ['/fhir/Appointment', createBookingBody(slot)] as const,
      ['/fhir/AppointmentResponse', createCancellationBody('1001')] as const,
    )
    .chain(([path, good]) => corrupt(good).map((text) => ({ path, text })))
    .map(({ path, text }) => ({
      method: 'POST',
      path,
      headers: { ...headers, 'Content-Type': 'application/fhir+json' },
      body: text,
    }));
  const control = fc
    .record({
      method: fc.constantFrom('GET', 'POST', 'PUT'),
      path: fc.oneof(fc.constantFrom(...CONTROL), nasty),
      query,
      body,
    })
    .map(({ method, path, query, body }) => ({
      method,
      path: `/__admin/organizations/${agb}/${path.split('/').map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`,
      headers: { 'Content-Type': 'application/json' },
      body: method === 'GET' ? undefined : body,
    }));
  return fc.oneof(
    { weight: 6, arbitrary: wild },
    { weight: 3, arbitrary: nearlyGood },
    { weight: 2, arbitrary: control },
  );
}

function send(
  port: number,
  agent: Agent,
  { method, path, headers, body }: Hostile,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const sent = request({ port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...length } });
    sent.on('error', reject);
    sent.on('response', (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    sent.end(body);
  });
}

/** Returns the state of the organization. */
const stateOf = async (xis: TestOrganization) => {
  const { appointments, slots, deliveries } = await xis.snapshot({ identities: 'original' });
  return { appointments, slots, deliveries };
};

describe('fuzz', () => {
  xisTest(
    `TR-7, AP-10: ${REQUESTS} hostile requests get a clear answer, and store nothing`,
    async ({ xis, simulator }) => {
      // All slots are taken, so that a request that is valid by chance stores nothing.
      const [slot] = await findSlots(xis, 'service-category=consult');
      xis.slots.take(slot?.id ?? '');
      const before = await stateOf(xis);
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      const seed = fc.sample(fc.integer(), 1)[0] as number;
      const requests = fc.sample(hostileRequests(slot as TestSlot, xis), { numRuns: REQUESTS, seed });
      const responses: { hostile: Hostile; status: number; text: string }[] = [];
      for (let at = 0; at < requests.length; at += 100) {
        const batch = requests.slice(at, at + 100);
        responses.push(
          ...(await Promise.all(
            batch.map(async (hostile) => ({ hostile, ...(await send(simulator.port, agent, hostile)) })),
          )),
        );
      }
      agent.destroy();

      const about = (response: (typeof responses)[number]) =>
        JSON.stringify([seed, response.hostile, response.status, response.text.slice(0, 300)]);
      expect(responses).toHaveLength(REQUESTS);
      for (const response of responses) {
        expect(response.status, about(response)).toBeLessThan(500);
        expect(response.text, about(response)).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
        if (response.status >= 400 && response.hostile.method !== 'HEAD') {
          expect(outcome.violations(JSON.parse(response.text)), about(response)).toEqual([]);
        }
      }
      // Each occurs, so requests get past routing; 403 and 415 are one in 300 or rarer.
      const statuses = new Set(responses.map(({ status }) => status));
      const expected = [200, 400, 404, 405, 406, 409, 422, ...(IS_FULL ? [403, 415] : [])];
      for (const status of expected) expect(statuses).toContain(status);
      expect(await stateOf(xis)).toEqual(before);
      expect((await fetch(`${xis.baseUrl}/Slot`, { headers: xis.headers })).status).toBe(200);
    },
  );
});
