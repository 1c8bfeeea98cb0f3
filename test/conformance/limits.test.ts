import { describe, expect, it } from 'vitest';
import { type CheckOptions, type CheckReport, checkXis } from '../../conformance/index.ts';
import { useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const xis = useCheckedXis();

/** Checks over a network that changes responses. Waits take no time. */
async function check(
  between: (request: Request, send: () => Promise<Response>) => Promise<Response>,
  options: Partial<CheckOptions> = {},
): Promise<{ readonly report: CheckReport; readonly waits: readonly number[]; readonly sent: number }> {
  const { system } = xis.options;
  if (!system) throw new Error('there is no system');
  const waits: number[] = [];
  let sent = 0;
  const report = await checkXis({
    ...xis.options,
    skip: ['callbacks/*', 'UP-*'],
    ...options,
    system: {
      ...system,
      fetch: (input: string | URL | Request, init?: RequestInit) => {
        sent++;
        return between(new Request(String(input), { method: init?.method ?? 'GET' }), () => leanFetch(input, init));
      },
      wait: async (milliseconds) => void waits.push(milliseconds),
    },
  });
  return { report, waits, sent };
}

function broken({ checks }: CheckReport): readonly string[] {
  const isBroken = ({ verdict }: CheckReport['checks'][number]): boolean => /fail|warn|error/.test(verdict);
  return checks.filter(isBroken).map(({ id, message }) => `${id}: ${message}`);
}

function blocked({ checks }: CheckReport, message: string): number {
  return checks.filter((check) => check.verdict === 'blocked' && check.message.includes(message)).length;
}

function tooMany(headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ resourceType: 'OperationOutcome', issue: [] }, { status: 429, headers });
}

function dropped(): Promise<Response> {
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  return Promise.reject(new TypeError('fetch failed', { cause }));
}

const isBooking = ({ method, url }: Request): boolean => method === 'POST' && url.endsWith('/Appointment');
const isSearch = ({ url }: Request): boolean => url.includes('/Slot?');

describe('a limit of the run is not a finding about the XIS', () => {
  it('blocks the checks of a response that is too long', async () => {
    const { report } = await check((_, send) => send(), { maxBytes: 9000, only: ['slot-*'] });
    expect(broken(report)).toEqual([]);
    expect(blocked(report, 'a limit of xis-testkit: the response is too long to be read')).toBeGreaterThan(10);
    expect(report.verdict).toBe('incomplete');
  });
});

describe('TR-7: a XIS that throttles', () => {
  it('is retried after its Retry-After, also for bookings, without findings', async () => {
    let requestCount = 0;
    const { report, waits } = await check((_, send) =>
      ++requestCount % 20 === 0 ? Promise.resolve(tooMany({ 'Retry-After': '1' })) : send(),
    );
    expect(broken(report)).toEqual([]);
    expect(report.counts.pass).toBeGreaterThan(60);
    expect(waits).toContain(1000);
    expect(report.bookings.every(({ cancelled }) => cancelled)).toBe(true);
  });

  it('is not retried in a race, which is blocked', async () => {
    let booked = 0;
    const { report } = await check(
      (request, send) => (isBooking(request) && ++booked > 3 ? Promise.resolve(tooMany()) : send()),
      { only: ['creation/race'] },
    );
    // One booking, one conflict, and four concurrent bookings.
    expect(booked).toBe(6);
    expect(blocked(report, 'the XIS limits the rate')).toBe(1);
    expect(report.bookings.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });

  it.each([
    ['30', 30_000, 120_000],
    ['', 250, 120_000],
    // To come back earlier than the XIS allows is no use.
    ['3600', undefined, 0],
  ] as const)(
    'permanently, with Retry-After %s, is retried up to a limit, without findings',
    async (seconds, first, total) => {
      const headers = seconds === '' ? {} : { 'Retry-After': seconds };
      const { report, waits } = await check(
        (request, send) => (isSearch(request) ? Promise.resolve(tooMany(headers)) : send()),
        { only: ['slot-*', 'SL-*'] },
      );
      expect(broken(report)).toEqual([]);
      expect(waits[0]).toBe(first);
      expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(total);
      expect(blocked(report, 'the XIS limits the rate')).toBeGreaterThan(10);
    },
  );
});

describe('a XIS that stops responding during the run', () => {
  it('blocks all later checks with one message, and the report lists the open appointments', async () => {
    let booked = 0;
    const { report } = await check((request, send) => {
      if (isBooking(request)) booked++;
      return booked > 1 ? dropped() : send();
    });
    expect(broken(report)).toEqual([]);
    const messages = report.checks.flatMap(({ message }) => /the XIS stopped responding.*/.exec(message) ?? []);
    expect(messages.length).toBeGreaterThan(8);
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toMatch(
      /^the XIS stopped responding at x\d+ \(the connection was dropped before the response\)$/,
    );
  });

  it('differs from a XIS that drops a connection, which blocks a check', async () => {
    const { report } = await check(({ url }, send) =>
      url.includes('status=free') && url.includes('schedule=') ? dropped() : send(),
    );
    expect(broken(report)).toEqual([]);
    expect(blocked(report, 'stopped responding')).toBe(0);
    expect(blocked(report, 'the connection was dropped before the response')).toBeGreaterThan(0);
    expect(report.exchanges.filter(({ purpose }) => purpose.includes('still responds')).length).toBeGreaterThan(0);
  });
});
