import { describe, expect, it } from 'vitest';
import { type CheckOptions, type CheckReport, checkXis } from '../../conformance/index.ts';
import { TOKEN_CHECKS, useCheckedXis } from '../support/check.ts';

const xis = useCheckedXis();

/** A fault of transport: what the network does in the place of a response, or with it. */
type Fault = (send: () => Promise<Response>) => Promise<Response>;

function rejecting(code: string, name = 'TypeError'): Fault {
  return () => Promise.reject(Object.assign(new Error('fetch failed', { cause: { code } }), { name }));
}

const withCause =
  (code: string): Fault =>
  () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }));

const html =
  (status: number, headers: Readonly<Record<string, string>> = {}): Fault =>
  async () =>
    new Response('<html>gateway</html>', { status, headers: { 'Content-Type': 'text/html', ...headers } });

function page(body: string): Response {
  return new Response(body, { headers: { 'Content-Type': 'text/html' } });
}

/** The XIS handles the request, and its response is lost. */
const lost =
  (fault: Fault): Fault =>
  async (send) => {
    await (await send()).body?.cancel();
    return fault(send);
  };

const FAULTS: Readonly<Record<string, Fault>> = {
  dropped: withCause('UND_ERR_SOCKET'),
  reset: withCause('ECONNRESET'),
  'time-out': rejecting('', 'TimeoutError'),
  'expired certificate': withCause('CERT_HAS_EXPIRED'),
  'no HTTP': withCause('HPE_INVALID_CONSTANT'),
  'name not resolved': withCause('ENOTFOUND'),
  refused: withCause('ECONNREFUSED'),
  429: html(429, { 'Retry-After': '2' }),
  502: html(502),
  503: html(503, { 'Retry-After': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
  504: html(504),
  407: html(407),
  'a broken body': async (send) => {
    const { status, headers } = await send();
    const body = new ReadableStream({
      pull: (controller) => controller.error(Object.assign(new Error(), { code: 'UND_ERR_SOCKET' })),
    });
    return new Response(body, { status, headers });
  },
};

/** Checks over a network with a fault at some requests. */
async function check(
  isFaulty: (method: string, count: number) => boolean,
  fault: Fault,
  options: Partial<CheckOptions> = {},
): Promise<CheckReport> {
  const { system } = xis.options;
  if (!system) throw new Error('a system is expected');
  let count = 0;
  return checkXis({
    ...xis.options,
    skip: ['callbacks/*', 'UP-*'],
    ...options,
    system: {
      ...system,
      fetch: (input, init) => {
        const send = (): Promise<Response> => fetch(input, init);
        // The preflight reports faults of the first requests.
        return isFaulty(init?.method ?? 'GET', ++count) && count > 4 ? fault(send) : send();
      },
      wait: async () => undefined,
    },
  });
}

function broken({ checks }: CheckReport): readonly string[] {
  const isBroken = ({ verdict }: CheckReport['checks'][number]): boolean => /fail|warn|error/.test(verdict);
  return checks.filter(isBroken).map(({ id, message }) => `${id}: ${message}`);
}

/** Returns why checks are blocked, but for tokens that were not given. */
function blockedMessages({ checks }: CheckReport): readonly string[] {
  const blocked = checks.filter(({ id, verdict }) => verdict === 'blocked' && !TOKEN_CHECKS.has(id));
  return blocked.map(({ message }) => message);
}

function open({ bookings }: CheckReport): readonly string[] {
  return bookings.filter(({ cancelled }) => !cancelled).map(({ appointment }) => appointment);
}

describe('a fault of transport is no finding about the XIS', () => {
  it.each(Object.entries(FAULTS))('%s, at every seventh request', async (_, fault) => {
    const report = await check((_method, count) => count % 7 === 0, fault);
    expect(broken(report)).toEqual([]);
    expect(report.verdict).not.toBe('nonconformant');
    expect(report.counts.pass).toBeGreaterThan(20);
  });

  it.each(['dropped', 'reset', 'time-out', '429', '502', '503', '504', 'a broken body'])(
    '%s, at single reads: they are sent again, and nothing is missing',
    async (name) => {
      const report = await check((method, count) => method === 'GET' && count % 7 === 0, FAULTS[name] ?? dropped);
      expect(report.checks.filter(({ id, verdict }) => verdict === 'blocked' && !TOKEN_CHECKS.has(id))).toEqual([]);
      expect(report.verdict).toBe('conformant');
      expect(open(report)).toEqual([]);
    },
  );

  it.each(['dropped', 'time-out', '502', '504'])(
    'AP-8: a booking whose response is lost (%s) is not sent again, and the report lists its appointment',
    async (name) => {
      let isOver = false;
      let bookings = 0;
      const report = await check(
        (method) => {
          if (method !== 'POST') return false;
          bookings++;
          if (isOver) return false;
          isOver = true;
          return true;
        },
        lost(FAULTS[name] ?? dropped),
        { only: ['creation/accepted'] },
      );
      expect(broken(report)).toEqual([]);
      expect(report.bookings.map(({ why }) => why)).toEqual([expect.stringContaining('it may have been made')]);
      expect(bookings).toBe(1);
    },
  );
});

it('SL-9: no form of the dates is chosen on a fault of transport', async () => {
  let searches = 0;
  const { system } = xis.options;
  if (!system) throw new Error('a system is expected');
  const { preflight = [] } = await checkXis({
    ...xis.options,
    only: ['slot-search/*'],
    system: {
      ...system,
      fetch: (input, init) =>
        String(input).includes('/Slot?') && ++searches === 1
          ? html(429, { 'Retry-After': '3600' })(() => fetch(input, init))
          : fetch(input, init),
    },
  });
  expect(searches).toBeGreaterThan(1);
  expect(preflight.map(({ code }) => code)).not.toContain('date-form');
});

it('CN-3: a cancellation that does not arrive is sent once more, so that nothing stays behind', async () => {
  let isFirst = true;
  let posts = 0;
  const report = await check(
    (method) => {
      if (method !== 'POST' || ++posts === 1) return false;
      const isLost = isFirst;
      isFirst = false;
      return isLost;
    },
    (send) => dropped(send),
    { only: ['creation/accepted'] },
  );
  expect(posts).toBe(3);
  expect(report.bookings).toMatchObject([{ cancelled: true }]);
  expect(report.verdict).toBe('conformant');
});

const dropped = withCause('UND_ERR_SOCKET');

describe('a device between that answers in the place of the XIS', () => {
  const DEVICES: readonly (readonly [what: string, device: Fault, text: string])[] = [
    ['a login page behind a redirect', html(302, { Location: 'https://login.example/oauth2/authorize' }), 'login page'],
    ['a login page', async () => page('<form><input type="password"></form>'), 'a login page'],
    ['a filter', html(403), 'a proxy, firewall or gateway refuses the requests'],
  ];

  it.each(DEVICES)('%s, from the middle of the run, ends it as blocked', async (_, device, text) => {
    const report = await check((_method, count) => count > 40, device);
    expect(broken(report)).toEqual([]);
    expect(report.verdict).toBe('incomplete');
    const messages = blockedMessages(report);
    expect(messages.at(-1)).toContain(text);
    expect(messages.at(-1)).toMatch(/at x\d+ \(.*after \d+ accepted requests\)\. \w.+\.$/);
  });

  it.each(DEVICES)('%s, for bookings alone, is a finding', async (_, device) => {
    const report = await check((method) => method === 'POST', device, { only: ['creation/*'] });
    expect(report.checks.some(({ verdict }) => verdict === 'fail')).toBe(true);
  });
});

describe('AU-1: a token that is refused with 401', () => {
  const unauthorized = html(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });

  it('is asked for again once, for bookings too, and the run goes on', async () => {
    const refused: (string | undefined)[] = [];
    let current = 'token-0001';
    const valid = new Set([current]);
    const { system } = xis.options;
    if (!system) throw new Error('a system is expected');
    let count = 0;
    const report = await checkXis({
      ...xis.options,
      skip: ['callbacks/*', 'UP-*'],
      token: (before?: string) => {
        if (before === current) {
          refused.push(before);
          current = `token-${1000 + refused.length}`;
          valid.clear();
          valid.add(current);
        }
        return current;
      },
      system: {
        ...system,
        fetch: (input, init) => {
          // A token lives for fifteen requests.
          if (++count % 15 === 0) valid.clear();
          const token = new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? '';
          return valid.has(token) ? fetch(input, init) : unauthorized(() => fetch(input, init));
        },
      },
    });
    expect(broken(report)).toEqual([]);
    expect(open(report)).toEqual([]);
    expect(report.verdict).toBe('conformant');
    expect(refused.length).toBeGreaterThan(2);
    expect(new Set(refused).size).toBe(refused.length);
    expect(JSON.stringify(report)).not.toMatch(/token-\d{4}/);
  });

  it('is asked for again after a wait for 429 too, and once for each request', async () => {
    const { system } = xis.options;
    if (!system) throw new Error('a system is expected');
    let asked = 0;
    let sent = 0;
    const answers = [html(429, { 'Retry-After': '1' }), unauthorized, unauthorized];
    const report = await checkXis({
      ...xis.options,
      only: ['creation/accepted'],
      token: (refused?: string) => {
        if (refused !== undefined) asked++;
        return 'token-0001';
      },
      system: {
        ...system,
        fetch: (input, init) => {
          const isBooking = init?.method === 'POST' && String(input).endsWith('/Appointment');
          const answer = isBooking ? answers[sent++] : undefined;
          return answer ? answer(() => fetch(input, init)) : fetch(input, init);
        },
        wait: async () => undefined,
      },
    });
    // 429, 401 and once more with another token: refused again, it is a finding, because other requests are accepted.
    expect([sent, asked]).toEqual([3, 1]);
    expect(report.checks.find(({ id }) => id === 'creation/accepted')?.verdict).toBe('fail');
  });

  it('that is static and expires ends the run as blocked, which says so', async () => {
    const report = await check((_, count) => count > 30, unauthorized, { token: 'static-token' });
    expect(broken(report)).toEqual([]);
    expect(report.verdict).toBe('incomplete');
    const messages = blockedMessages(report);
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.at(-1)).toMatch(
      /^the access token is not accepted any longer at x\d+ \(401, after \d+ accepted requests\)\. Give a fresh token with token;.*$/,
    );
    // No request is sent in vain.
    const sent = report.exchanges.filter(({ status }) => status === 401);
    expect(sent.length).toBeLessThan(10);
  });

  it('is a finding where other requests are still accepted', async () => {
    const { system } = xis.options;
    if (!system) throw new Error('a system is expected');
    const report = await checkXis({
      ...xis.options,
      token: 'static-token',
      only: ['creation/accepted'],
      system: {
        ...system,
        fetch: (input, init) =>
          init?.method === 'POST' && String(input).endsWith('/Appointment')
            ? unauthorized(() => fetch(input, init))
            : fetch(input, init),
      },
    });
    expect(report.checks.find(({ id }) => id === 'creation/accepted')?.verdict).toBe('fail');
  });
});
