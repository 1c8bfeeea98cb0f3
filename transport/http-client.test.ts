import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBrokenServer } from '../test/support/broken-server.ts';
import { startProxy } from '../test/support/proxy.ts';
import { startTlsServer, type TestServer, tlsFile } from '../test/support/tls.ts';
import { toFailure } from './failure.ts';
import { createHttpClient } from './http-client.ts';
import { PASSPHRASE_VARIABLE, readTlsIdentity } from './tls-identity.ts';

const CA = { ca: tlsFile('ca.pem') };
const CLIENT = { ...CA, clientCert: tlsFile('client.pem'), clientKey: tlsFile('client.key') };

/** A time-out that does not occur. */
const NEVER_MS = 600_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTlsServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Waits without an own limit: the test has one. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: NEVER_MS, interval: 5 });

/** Creates a client that is closed at the end of a test. */
async function createClient(
  environment: Readonly<Record<string, string>> = {},
  files: Parameters<typeof readTlsIdentity>[0] = {},
  timeoutMs = NEVER_MS,
) {
  const client = createHttpClient({
    environment,
    tls: await readTlsIdentity(files, environment, (file) => file),
    timeoutMs,
  });
  return { ...client, [Symbol.asyncDispose]: client.close };
}

type Client = Awaited<ReturnType<typeof createClient>>;

async function readText({ fetch }: Client, url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Returns the failure of a request that has to fail. */
async function failureOf({ fetch }: Client, url: string, signal?: AbortSignal) {
  const error = await fetch(url, signal ? { signal } : {}).then(
    ({ status }) => Promise.reject(new Error(`got ${status}`)),
    (reason: unknown) => reason,
  );
  return toFailure(error);
}

test.each([
  [3, false],
  [60, true],
])('uses a connection again that the server keeps for %i s: %s', async (seconds, isUsedAgain) => {
  const connections = new Set<unknown>();
  const keeping = createServer((request, response) => {
    connections.add(request.socket);
    response.writeHead(200, { Connection: 'keep-alive', 'Keep-Alive': `timeout=${seconds}` }).end('kept');
  });
  await new Promise<void>((resolve) => keeping.listen(0, '127.0.0.1', resolve));
  const { port } = keeping.address() as AddressInfo;
  await using client = await createClient();
  for (let request = 0; request < 5; request++) {
    await readText(client, `http://127.0.0.1:${port}/`);
    // The client notes the end of the response behind its text.
    await new Promise(setImmediate);
  }
  expect(connections.size < 5).toBe(isUsedAgain);
  await new Promise((resolve) => keeping.close(resolve).closeAllConnections());
});

describe('what a client trusts', () => {
  test('an unknown authority only with its certificate', async () => {
    await using stranger = await createClient();
    expect(await failureOf(stranger, server.url)).toMatchObject({ kind: 'tls-unknown-ca' });
    await using trusting = await createClient({}, CA);
    expect(await readText(trusting, server.url)).toBe('stranger');
  });

  test.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])('the certificates of %s', async (variable) => {
    await using client = await createClient({ [variable]: CA.ca });
    expect(await readText(client, server.url)).toBe('stranger');
  });

  test.each([
    ['a certificate', CLIENT, {}],
    [
      'a certificate whose key has a pass phrase',
      { ...CLIENT, clientKey: tlsFile('client-locked.key') },
      { [PASSPHRASE_VARIABLE]: 'open-sesame' },
    ],
  ])('it shows %s', async (_name, files, environment) => {
    await using client = await createClient(environment, files);
    expect(await readText(client, server.url)).toBe('known');
  });
});

describe('a proxy', () => {
  test('gets CONNECT for https, with user and password, and the server the certificate of the client', async () => {
    await using proxy = await startProxy();
    await using client = await createClient({ https_proxy: `anna:pass%3Aword@${proxy.host}` }, CLIENT);
    expect(await readText(client, server.url)).toBe('known');
    expect(proxy.requests).toEqual([`CONNECT ${new URL(server.url).host}`]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('anna:pass:word').toString('base64')}`]);
  });

  test('gets a plain request with an absolute URL for http', async () => {
    await using proxy = await startProxy();
    const plain = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const host = `localhost:${(plain.address() as AddressInfo).port}`;
    await using client = await createClient({ HTTP_PROXY: `http://anna:@${proxy.host}` });
    expect(await readText(client, `http://${host}/fhir/Slot?status=free`)).toBe(`${host} /fhir/Slot?status=free`);
    expect(proxy.requests).toEqual([`GET http://${host}/fhir/Slot?status=free`]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('anna:').toString('base64')}`]);
    await client.close();
    plain.closeAllConnections();
    await new Promise((resolve) => plain.close(resolve));
  });

  test('is passed by for a host of NO_PROXY', async () => {
    await using proxy = await startProxy();
    await using client = await createClient({ https_proxy: proxy.host, no_proxy: 'localhost' }, CA);
    expect(await readText(client, server.url)).toBe('stranger');
    expect(proxy.requests).toEqual([]);
    expect([client.proxyOf(server.url), client.proxyOf('https://xis.example')]).toEqual([undefined, proxy.host]);
  });

  test.each([
    ['403', 403, { kind: 'proxy-refused', text: expect.stringContaining('(403)') }],
    ['407', 407, { kind: 'proxy-authentication', text: expect.stringContaining('(407)') }],
    ['502', 502, { kind: 'proxy-refused', text: expect.stringContaining('(502)') }],
    ['a dropped connection', 'drop', { kind: 'proxy-dropped' }],
  ] as const)(
    'that answers CONNECT with %s is an error of the proxy, by its name',
    async (_name, behavior, failure) => {
      await using proxy = await startProxy(behavior);
      await using client = await createClient({ HTTPS_PROXY: `http://anna:secret-word@${proxy.host}` }, CA);
      const found = await failureOf(client, server.url);
      expect(found).toMatchObject(failure);
      expect(found.text).toContain(`the proxy ${proxy.host}`);
      expect(found.text).not.toContain('secret-word');
      // One request is one CONNECT.
      expect(proxy.requests).toHaveLength(1);
    },
  );

  test.each(['http://localhost', 'https://localhost'])(
    'that cannot be reached is an error of the proxy: %s',
    async (url) => {
      const gone = await startProxy();
      await gone[Symbol.asyncDispose]();
      await using client = await createClient({ ALL_PROXY: gone.host });
      expect(await failureOf(client, url)).toMatchObject({
        kind: 'proxy-unreachable',
        text: expect.stringContaining(gone.host),
      });
    },
  );

  test('has no part in a request that no client sends', async () => {
    await using proxy = await startProxy();
    await using client = await createClient({ http_proxy: proxy.host });
    expect(await failureOf(client, 'http://localhost:6000/')).toMatchObject({ kind: 'bad-port' });
  });

  test('that answers a plain request with 407 is an error of the proxy, by its name', async () => {
    await using proxy = await startProxy(407);
    await using client = await createClient({ http_proxy: proxy.host });
    const { kind, text } = await failureOf(client, 'http://localhost/');
    expect([kind, text]).toEqual(['proxy-authentication', expect.stringContaining(`the proxy ${proxy.host}`)]);
  });

  test('that answers a plain request with 403 is a response', async () => {
    await using proxy = await startProxy(403);
    await using client = await createClient({ http_proxy: proxy.host });
    expect((await client.fetch('http://localhost/')).status).toBe(403);
  });
});

describe('a time-out before the request was sent', () => {
  test('at a proxy that never answers CONNECT is an error of the proxy', async () => {
    await using proxy = await startProxy('silent');
    await using client = await createClient({ https_proxy: proxy.host });
    const timeout = new AbortController();
    const failing = failureOf(client, server.url, timeout.signal);
    await eventually(() => proxy.requests.length).toBe(1);
    timeout.abort(new DOMException('no response in time', 'TimeoutError'));
    expect(await failing).toMatchObject({ kind: 'proxy-dropped' });
  });

  test('in a TLS handshake that never ends says so', async () => {
    await using broken = await startBrokenServer('silent');
    await using client = await createClient();
    const timeout = new AbortController();
    const failing = failureOf(client, `https://localhost:${broken.port}/`, timeout.signal);
    await eventually(() => broken.accepted).toBe(1);
    timeout.abort(new DOMException('no response in time', 'TimeoutError'));
    expect(await failing).toMatchObject({ kind: 'tls', code: 'ERR_TLS_HANDSHAKE_TIMEOUT' });
  });

  test.each([
    ['a proxy that never answers CONNECT', 'proxy-dropped'],
    ['a TLS handshake that never ends', 'tls'],
  ])('ends the connection, also without one of the request: %s', async (_name, kind) => {
    await using silent = await startBrokenServer('silent');
    const environment: Record<string, string> = kind === 'tls' ? {} : { https_proxy: `localhost:${silent.port}` };
    let reached = '';
    // A slow machine gets as far as this only with a long time-out.
    for (let timeoutMs = 1; reached !== kind; timeoutMs *= 2) {
      await using client = await createClient(environment, {}, timeoutMs);
      reached = (await failureOf(client, `https://localhost:${silent.port}/`)).kind;
      expect([kind, 'proxy-unreachable', 'unreachable']).toContain(reached);
    }
    await eventually(() => silent.open).toBe(0);
  });
});

test('a time-out after the request was sent is a time-out', async () => {
  await using broken = await startBrokenServer('silent');
  await using client = await createClient();
  const timeout = new AbortController();
  const failing = failureOf(client, `http://localhost:${broken.port}/`, timeout.signal);
  await eventually(() => broken.accepted).toBe(1);
  timeout.abort(new DOMException('no response in time', 'TimeoutError'));
  expect(await failing).toMatchObject({ kind: 'timeout' });
});

describe('close()', () => {
  test.each(['http', 'https'])('ends a connection over %s at once, and the request on it', async (protocol) => {
    await using broken = await startBrokenServer('silent');
    const client = await createClient();
    const failing = failureOf(client, `${protocol}://localhost:${broken.port}/`);
    await eventually(() => broken.open).toBe(1);
    await client.close();
    await failing;
    await eventually(() => broken.open).toBe(0);
  });

  test('ends a tunnel that is being made', async () => {
    await using proxy = await startProxy('silent');
    const client = await createClient({ https_proxy: proxy.host });
    const failing = failureOf(client, server.url);
    await eventually(() => proxy.open).toBe(1);
    await client.close();
    await failing;
    await eventually(() => proxy.open).toBe(0);
  });
});
