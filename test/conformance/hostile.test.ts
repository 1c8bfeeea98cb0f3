import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { type CheckOptions, type CheckReport, checkXis, realSystem, TargetError } from '../../conformance/index.ts';
import { scriptedTest as test } from '../support/scripted-xis.ts';

const OPTIONS = { organization: '01000001', timeoutMs: 10_000, maxBytes: 200_000 } satisfies Partial<CheckOptions>;

/** Checks a target that is not a XIS, and returns the diagnosis. */
async function problemOf(baseUrl: string, options: Partial<CheckOptions> = {}): Promise<TargetError['note']> {
  const ended = await checkXis({ baseUrl, ...OPTIONS, ...options }).catch((error: unknown) => error);
  if (ended instanceof TargetError) return ended.note;
  throw new Error(`expected a TargetError, found ${String(ended)}`);
}

/** Sends an endless response, as fast as the client reads. */
function stream(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
  const writeOn = (): void => {
    while (response.write('[ '.repeat(20_000)));
  };
  response.on('drain', writeOn);
  writeOn();
}

/** Ten million characters in ten thousand bytes. */
const BOMB = gzipSync(JSON.stringify({ resourceType: 'ValueSet', text: ' '.repeat(10_000_000) }));

describe('a target that is not a XIS gets a diagnosis', () => {
  test('a server of static files', async ({ xis }) => {
    xis.respondWith({ status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>Not Found</h1>' });
    expect(await problemOf(xis.url)).toMatchObject({ code: 'wrong-base-path', seen: expect.stringContaining('404') });
  });

  test('a page for people', async ({ xis }) => {
    xis.respondWith({ headers: { 'Content-Type': 'text/html' }, body: '<html>Welcome</html>' });
    expect(await problemOf(xis.url)).toMatchObject({ code: 'not-a-xis', seen: expect.stringContaining('text/html') });
  });

  test('has the exchange as evidence', async ({ xis }) => {
    xis.respondWith({ status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>canary</h1>' });
    const ended: unknown = await checkXis({ baseUrl: xis.url, ...OPTIONS }).catch((error: unknown) => error);
    const exchanges = ended instanceof TargetError ? ended.exchanges : [];
    expect(exchanges.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(exchanges[0]?.responseBody).toBe('[15 characters of text/html]');
  });

  test('an echo server', async ({ xis }) => {
    xis.respondWith(({ method, url, headers }, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ method, url, headers }));
    });
    expect((await problemOf(xis.url)).code).toBe('not-a-xis');
  });

  test('a server that hangs, within the time-out', async ({ xis }) => {
    xis.respondWith('hang');
    expect((await problemOf(xis.url, { timeoutMs: 100 })).code).toBe('timeout');
    // Both requests were concurrent, and the last ones.
    expect(xis.received).toHaveLength(2);
  });

  test('a server that resets, and one that truncates', async ({ xis }) => {
    xis.respondWith('reset');
    expect((await problemOf(xis.url)).code).toBe('dropped');
    xis.respondWith((request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('{', () => request.socket.resetAndDestroy());
    });
    expect((await problemOf(xis.url)).code).toBe('truncated');
  });

  test('a server that does not speak HTTP', async ({ xis }) => {
    xis.respondWith((request) => void request.socket.end('220 mail.example ESMTP\r\n'));
    expect((await problemOf(xis.url)).code).toBe('no-http');
  });

  test('a server with an endless response', async ({ xis }) => {
    xis.respondWith(stream);
    expect((await problemOf(xis.url)).code).toBe('too-long');
  });

  test('a server whose response decompresses beyond the limit', async ({ xis }) => {
    xis.respondWith((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      response.end(BOMB);
    });
    expect((await problemOf(xis.url)).code).toBe('too-long');
  });

  test('a server that redirects in a circle: no redirect is followed', async ({ xis }) => {
    xis.respondWith({ status: 302, headers: { Location: xis.url } });
    expect((await problemOf(xis.url)).code).toBe('redirect');
    expect(xis.received).toHaveLength(3);
  });
});

test('AT-1: a XIS of which one path fails is checked', async ({ xis }) => {
  const bundle = { resourceType: 'Bundle', type: 'searchset' };
  xis.respondWith({ status: 404 }, { status: 404 }, { body: bundle });
  const { checks, verdict } = await checkXis({ baseUrl: xis.url, ...OPTIONS });
  expect(verdict).toBe('nonconformant');
  expect(checks.find(({ id }) => id === 'appointment-types/value-set')?.verdict).toBe('fail');
});

test('a FHIR server without the paths of a XIS has another base path', async ({ xis }) => {
  xis.respondWith({ status: 404, body: { resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] } });
  expect((await problemOf(xis.url)).code).toBe('wrong-base-path');
});

describe('a wrong configuration gets advice', () => {
  test('a port without a listener', async ({ xis }) => {
    const { url } = xis;
    await xis.close();
    expect(await problemOf(url)).toMatchObject({ code: 'connection-refused', advice: expect.stringContaining('port') });
  });

  test('an unknown host name', async () => {
    const system = systemThatThrows('ENOTFOUND');
    expect((await problemOf('http://xis.invalid/fhir', { system })).code).toBe('name-not-resolved');
  });

  test.for([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-unknown-ca', 'Trust'],
    ['CERT_HAS_EXPIRED', 'tls-expired', 'Renew'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-host-name', 'host name'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls-client-certificate', 'client certificate'],
  ] as const)('TLS: %s', async ([code, expected, advice]) => {
    const note = await problemOf('https://xis.example/fhir', { system: systemThatThrows(code) });
    expect(note.code).toBe(expected);
    expect(note.seen).toContain(code);
    expect(note.advice).toContain(advice);
  });

  test('no token, or a wrong one', async ({ xis }) => {
    xis.respondWith({ status: 401 });
    expect((await problemOf(xis.url)).code).toBe('not-authenticated');
    const token = () => Promise.reject(new Error('canary'));
    expect((await problemOf(xis.url, { token })).code).toBe('no-token');
  });

  test('an organization that the XIS does not serve', async ({ xis }) => {
    xis.respondWith({ status: 403, body: { resourceType: 'OperationOutcome', issue: [] } });
    expect(await problemOf(xis.url)).toMatchObject({
      code: 'organization-refused',
      advice: expect.stringContaining('organization'),
    });
  });

  test('a XIS that fails at everything', async ({ xis }) => {
    xis.respondWith({ status: 500, headers: { 'Content-Type': 'text/plain' }, body: 'at canary (Main.java:1)' });
    expect((await problemOf(xis.url)).code).toBe('server-error');
  });
});

describe('a XIS that returns garbage gets a report', () => {
  const nextForEver = (url: string) => (request: IncomingMessage, response: ServerResponse) => {
    const page = Number(new URL(request.url ?? '', url).searchParams.get('page') ?? 0) + 1;
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
    const link = [{ relation: 'next', url: `${url}/Slot?page=${page}` }];
    response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link }));
  };

  test('SL-18: one whose pages never end', async ({ xis }) => {
    xis.respondWith(nextForEver(xis.url));
    const report = await checkXis({ baseUrl: xis.url, ...OPTIONS });
    expect(errors(report)).toEqual([]);
    expect(report.verdict).toBe('nonconformant');
    expect(xis.received.length).toBeLessThanOrEqual(2000);
  });

  test.for<readonly [what: string, body: object]>([
    ['nothing but null', { resourceType: 'Bundle', entry: [null, null], link: null }],
    ['lists for objects', { resourceType: 'Bundle', entry: [[[]]], link: [[], null, { relation: 'next', url: 7 }] }],
    ['objects for texts', { resourceType: 'Bundle', type: {}, entry: [{ fullUrl: {}, resource: slotOf({}) }] }],
    [
      'numbers for all',
      { resourceType: 'Bundle', type: 1, entry: [{ resource: slotOf(1) }, { resource: slotOf([1]) }] },
    ],
    [
      'a ValueSet of nothing',
      { resourceType: 'ValueSet', compose: { include: [null, 1, { concept: [null, 2, {}] }] } },
    ],
    ['a text for a resource type', { resourceType: '\u001b[31m<script>', entry: 1 }],
  ])('%s', async ([, body], { expect, xis }) => {
    xis.respondWith({ body });
    const report = await checkXis({ baseUrl: xis.url, ...OPTIONS });
    expect(errors(report)).toEqual([]);
    expect(report.verdict).toBe('nonconformant');
  });
});

test('a XIS that stops responding does not cost a time-out for each request', async ({ xis }) => {
  xis.respondWith({ body: { resourceType: 'ValueSet', status: 'active' } }, { status: 404 });
  let sent = 0;
  const report = await checkXis({
    baseUrl: xis.url,
    ...OPTIONS,
    system: {
      ...realSystem,
      // As if the time-out had passed: a short real one would also strike on a busy machine.
      fetch: (...request) =>
        ++sent <= 2 ? fetch(...request) : Promise.reject(new DOMException('no response', 'TimeoutError')),
    },
  });
  expect(errors(report)).toEqual([]);
  // Two with a response, five in a row, and those that were under way beside them.
  expect(sent).toBeLessThan(15);
  expect(messagesOf(report)).toContain('not sent: the requests before it timed out');
  // Requests that were not sent are not evidence.
  expect(report.exchanges).toHaveLength(sent);
});

test('a pattern that matches no check and no clause is an error', async ({ xis }) => {
  const call = checkXis({ baseUrl: xis.url, ...OPTIONS, skip: ['SL-*', 'slot-serach/*'] });
  await expect(call).rejects.toThrow(
    'skip: expected a check, a suite, a clause or a need of checks, * for any text, got "slot-serach/*"; did you mean slot-search or slot-search/to?',
  );
  expect(xis.received).toEqual([]);
});

test('AT-1: a type that the XIS does not offer is an error that lists the offered types', async ({ xis }) => {
  const concept = [
    { code: 'consult', display: 'Consult' },
    { code: 'intake', display: 'Intake' },
  ];
  xis.respondWith({
    body: { resourceType: 'ValueSet', status: 'active', compose: { include: [{ system: 'urn:t', concept }] } },
  });
  for (const option of ['type', 'approvalType']) {
    await expect(checkXis({ baseUrl: xis.url, ...OPTIONS, [option]: 'nope' })).rejects.toThrow(
      `${option}: expected a type that the XIS offers: 'consult', 'intake', got "nope"`,
    );
  }
});

test('an interrupted run ends at once, and its report says so', async ({ xis }) => {
  xis.respondWith({ body: { resourceType: 'Bundle', type: 'searchset' } });
  const ended = new AbortController();
  const report = await checkXis({
    baseUrl: xis.url,
    ...OPTIONS,
    signal: ended.signal,
    onProgress: ({ kind }) => {
      if (kind === 'check-finished') ended.abort();
    },
  });
  const [, ...laterChecks] = report.checks.filter(({ verdict }) => verdict !== 'not-applicable');
  expect(new Set(laterChecks.map(({ verdict }) => verdict))).toEqual(new Set(['blocked']));
});

function slotOf(value: unknown): object {
  const keys = ['id', 'status', 'start', 'end', 'serviceCategory', 'extension', 'schedule'];
  return { resourceType: 'Slot', ...Object.fromEntries(keys.map((key) => [key, value])) };
}

function messagesOf({ checks }: CheckReport): readonly string[] {
  return checks.map(({ message }) => message);
}

function errors({ checks }: CheckReport): readonly string[] {
  return checks.filter(({ verdict }) => verdict === 'error').map(({ id, message }) => `${id}: ${message}`);
}

function systemThatThrows(code: string) {
  return {
    now: () => 0,
    elapsed: () => 0,
    wait: async () => undefined,
    unique: () => 'u',
    fetch: () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) })),
  };
}
