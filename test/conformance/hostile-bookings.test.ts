import { describe, expect, it } from 'vitest';
import { type CheckReport, checkXis, formatCurl } from '../../conformance/index.ts';
import { reportSchema } from '../../conformance/report/report.ts';
import { validator } from '../../schema/validator.ts';
import { useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const xis = useCheckedXis();

const report = validator(reportSchema);

interface Hostile {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** Checks a XIS with hostile responses to requests about appointments only. */
async function check(
  response: (method: string, path: string) => Hostile | 'hang' | undefined,
  more: readonly string[] = [],
  append: (record: unknown) => void = () => undefined,
): Promise<CheckReport> {
  const { system } = xis.options;
  if (!system) throw new Error('there is no system');
  return checkXis({
    ...xis.options,
    only: ['creation/*', 'cancellation/*', 'tenants/appointment-apart', 'errors/bsn', ...more],
    runFile: { append },
    system: {
      ...system,
      fetch: async (input, init) => {
        const { pathname } = new URL(String(input));
        const given = response(init?.method ?? 'GET', pathname.slice('/fhir'.length));
        if (given === undefined) return leanFetch(input, init);
        if (given !== 'hang') return new Response(given.body, { status: given.status, headers: given.headers ?? {} });
        // As if the time-out had passed: a short real one would also strike on a busy machine.
        throw new DOMException('no response', 'TimeoutError');
      },
    },
  });
}

const DEEP = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const BODIES: readonly string[] = [
  '',
  'null',
  '[]',
  '"Appointment"',
  '<html>',
  DEEP,
  '{"resourceType":"Appointment"}',
  '{"resourceType":"Appointment","id":"../../admin","start":7,"participant":{},"serviceCategory":"x","comment":[]}',
  '{"resourceType":"Appointment","id":{},"participant":[null,1,{"actor":null},{"actor":{"reference":[]}}]}',
  `{"resourceType":"Appointment","id":"${'9'.repeat(10_000)}","status":"${'x'.repeat(10_000)}"}`,
  '{"resourceType":"Bundle","entry":[null,{},{"resource":null}]}',
  '{"resourceType":"OperationOutcome","issue":{}}',
];
const NAMED = BODIES.map((body) => [body === '' ? 'nothing' : body.slice(0, 60), body] as const);
const LOCATIONS = [
  'Appointment/',
  '/',
  'Appointment/../../x',
  `Appointment/${'1'.repeat(5000)}`,
  'javascript:alert(1)',
];

/** Expects no internal error, and a valid report. */
function expectReport(given: CheckReport): void {
  expect(given.checks.filter(({ verdict }) => verdict === 'error')).toEqual([]);
  expect(report.accepts(given)).toBe(true);
}

describe('a XIS that returns for bookings', () => {
  it.each(NAMED)('201 and %s', async (_, body) => {
    let count = 0;
    const given = await check((method, path) =>
      method === 'POST' && path === '/Appointment'
        ? { status: 201, body, headers: { Location: LOCATIONS[count++ % LOCATIONS.length] ?? '' } }
        : undefined,
    );
    expectReport(given);
    // The XIS returned 201, so the report lists each appointment with the reason why it is not cancelled.
    expect(given.bookings.length).toBeGreaterThan(0);
    for (const { cancelled, why } of given.bookings) expect(cancelled || why !== undefined).toBe(true);
    expect(given.bookings.length).toBeLessThanOrEqual(12);
  });

  it("ids with the patient's BSN: the report redacts them, the clean-up uses them", async () => {
    const written: string[] = [];
    const body = '{"resourceType":"Appointment","id":"a999900109b"}';
    const given = await check(
      (method, path) =>
        method === 'POST' && path === '/Appointment'
          ? { status: 201, body, headers: { Location: 'Appointment/a999900109b' } }
          : undefined,
      [],
      (record) => written.push(JSON.stringify(record)),
    );
    expect(given.bookings[0]).toMatchObject({ appointment: 'a[bsn]b', cancelled: false });
    expect(JSON.stringify(given)).not.toContain('999900109');
    expect(written.join()).toContain('"appointment":"a999900109b"');
  });

  it('valid responses: the evidence names the patient whose BSN was sent, and shows the corrupted part', async () => {
    const { exchanges } = await check(() => undefined);
    const sent = exchanges.map(({ method, requestBody = '' }) => (method === 'POST' ? requestBody : ''));
    const strangers = exchanges.filter(({ requestBody = '' }) => requestBody.includes('[another bsn]'));
    const stranger = strangers.find(({ purpose }) => purpose === 'cancel the appointment as another patient');
    // The second test patient books in the conflict, and twice in the race.
    expect(strangers).toHaveLength(4);
    expect(stranger && formatCurl(stranger)).toContain('<another BSN>');
    expect(stranger && formatCurl(stranger)).not.toContain('$XIS_TESTKIT_PATIENT_BSN');
    expect(sent.filter((body) => body.includes('"[bsn]"')).length).toBeGreaterThan(3);
    expect(sent.filter((body) => body.includes('"resourceType": "Basic"'))).toHaveLength(1);
    expect(JSON.stringify(exchanges)).not.toMatch(/999900109|9999900/);
  });

  it('redirects, errors and silence', async () => {
    for (const status of [302, 401, 403, 500]) {
      const given = await check((method, path) =>
        method === 'POST' && path === '/Appointment'
          ? { status, body: '{}', headers: { Location: '/Appointment' } }
          : undefined,
      );
      expectReport(given);
      expect(given.checks.find(({ id }) => id === 'creation/accepted')).toMatchObject({ verdict: 'fail' });
      expect(given.bookings).toEqual([]);
    }
    const silent = await check((method, path) => (method === 'POST' && path === '/Appointment' ? 'hang' : undefined));
    expectReport(silent);
    expect(silent.bookings).toEqual([]);
  });
});

describe('a XIS that books, and returns for reads of appointments', () => {
  it.each(NAMED)('%s', async (_, body) => {
    const given = await check((method, path) =>
      method === 'GET' && path.startsWith('/Appointment') ? { status: 200, body } : undefined,
    );
    expectReport(given);
    expect(given.bookings.filter(({ cancelled }) => !cancelled)).toEqual([]);
  });
});

describe('a XIS that books, and returns for cancellations', () => {
  it('an error: the report lists each appointment', async () => {
    const given = await check(
      (method, path) =>
        method === 'POST' && path === '/AppointmentResponse' ? { status: 500, body: DEEP } : undefined,
      ['callbacks/*'],
    );
    expectReport(given);
    expect(given.bookings.length).toBeGreaterThan(3);
    for (const { appointment, cancelled, why } of given.bookings) {
      // The practice declined one appointment.
      if (cancelled) continue;
      expect(appointment).toMatch(/^\d+$/);
      expect(why).toContain('too deep');
    }
  });
});
