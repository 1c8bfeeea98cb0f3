import { expect, test } from 'vitest';
import { verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { type EngineSystem, realSystem } from '../../engine/index.ts';
import { CATEGORY, EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator } from '../../simulator/index.ts';
import { toInstant } from '../support/time.ts';

const TIMEOUT_MS = 10_000;
const SENT = { status: 503, headers: { 'Retry-After': '60' } };

/** Returns a response in the place of that of the XIS, or an error of the connection; undefined lets the request through. */
type Interference = (method: string, path: string, headers: Headers) => Response | Error | undefined;

/** Verifies a simulator behind a network that interferes. All waits are over at once, and no time-out strikes. */
async function verifiedBehind(
  interfere: Interference,
  {
    after = () => undefined,
    ...options
  }: Partial<XisVerificationOptions> & { readonly after?: (method: string, path: string, status: number) => void } = {},
) {
  const simulator = await createSimulator({
    port: 0,
    configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '01000001' }] },
  });
  await simulator.listen();
  const waits: number[] = [];
  const system: EngineSystem = {
    ...realSystem,
    now: () => toInstant('2027-01-11T07:00:00+01:00'),
    elapsed: () => 0,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (milliseconds !== TIMEOUT_MS) resolve(void waits.push(milliseconds));
        else signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    async fetch(url, init) {
      const path = new URL(String(url)).pathname.replace(/^\/fhir/, '');
      const method = init?.method ?? 'GET';
      const found = interfere(method, path, new Headers(init?.headers));
      if (found instanceof Error) throw new TypeError('fetch failed', { cause: found });
      if (found) return found;
      const response = await fetch(url, init);
      after(method, path, response.status);
      return response;
    },
  };
  try {
    const report = await verifyXis({
      baseUrl: simulator.baseUrl,
      organization: '01000001',
      category: CATEGORY,
      patient: EMMA,
      timeoutMs: TIMEOUT_MS,
      system,
      ...options,
    });
    const open = simulator
      .organization()
      .appointments.list()
      .filter(({ state }) => !['cancelled', 'declined'].includes(state));
    return { report, open, waits };
  } finally {
    await simulator.close();
  }
}

const reset = (): Error => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

test('AU-1: a gateway that throttles, drops and forgets tokens keeps nothing from being verified', async () => {
  let count = 0;
  let issued = 0;
  const accepted = { token: '', uses: 0 };
  const { report, open, waits } = await verifiedBehind(
    (method, _path, headers) => {
      count++;
      if (count > 1 && count % 7 === 0) return new Response(null, { status: 429, headers: { 'Retry-After': '2' } });
      if (count > 1 && count % 11 === 0 && method === 'GET') return reset();
      const token = headers.get('authorization') ?? '';
      if (token !== accepted.token) Object.assign(accepted, { token, uses: 0 });
      return ++accepted.uses > 20 ? new Response(null, { status: 401 }) : undefined;
    },
    { token: (refused) => `token-${refused === undefined ? issued : ++issued}` },
  );
  expect(report.interactions.filter(({ outcome }) => !['verified', 'not-applicable'].includes(outcome))).toEqual([]);
  expect([open, report.notCancelled, report.notes]).toEqual([[], [], []]);
  expect(waits).toContain(2000);
  expect(issued).toBeGreaterThan(1);
});

test('states that cannot be set up because the XIS is not available are not done, and nothing stays booked', async () => {
  let isDown = false;
  const { report, open } = await verifiedBehind(
    (_method, path) => (isDown && path === '/Slot' ? new Response('<html>', SENT) : undefined),
    {
      after: (method, path, status) => {
        isDown ||= method === 'POST' && path === '/Appointment' && status === 201;
      },
    },
  );
  expect(report.counts).toMatchObject({ failed: 0 });
  const undone = report.interactions.filter(({ outcome }) => outcome === 'not-done');
  expect(undone.map(({ description }) => description)).toContain('an appointment for a free slot');
  for (const { reason } of undone) expect(reason).toBe('the XIS, or a gateway before it, is not available (503)');
  expect(report.notes).toEqual([
    expect.stringMatching(/^not done: the XIS, or a gateway before it, is not available\. /),
  ]);
  expect([open, report.notCancelled]).toEqual([[], []]);
});
