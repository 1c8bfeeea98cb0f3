import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFetch } from '../../cli/connection.ts';

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/test/tls/${name}`, import.meta.url), 'utf8');
const CLIENT = { cert: pem('client.pem'), key: pem('client.key') };

/** A XIS that requires a client certificate of its own authority. */
const server = createServer(
  { cert: pem('server.pem'), key: pem('server.key'), ca: pem('ca.pem'), requestCert: true, rejectUnauthorized: false },
  (request, response) => response.end((request.socket as TLSSocket).authorized ? 'known' : 'stranger'),
);
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(() => vi.unstubAllEnvs());

const withoutProxy = () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, undefined);
};

describe('the connection to a XIS', () => {
  test("is Node's own without options", async () => {
    withoutProxy();
    expect(await createFetch({})).toBe(fetch);
  });

  test('trusts an unknown authority only with its certificate', async () => {
    withoutProxy();
    await expect(fetch(url)).rejects.toThrow();
    const trusting = await createFetch({ ca: pem('ca.pem') });
    expect(await (await trusting(url)).text()).toBe('stranger');
  });

  test.each([
    ['a certificate', CLIENT],
    [
      'a certificate whose key has a pass phrase',
      { ...CLIENT, key: pem('client-locked.key'), passphrase: 'open-sesame' },
    ],
  ])('shows %s', async (_name, client) => {
    withoutProxy();
    const known = await createFetch({ ca: pem('ca.pem'), ...client });
    expect(await (await known(url)).text()).toBe('known');
  });

  test.each([
    ['an invalid authority', { ca: 'not a certificate', ...CLIENT }],
    [
      'an authority that is broken',
      {
        ca: `${pem('ca.pem')
          .replace(/[A-Z]{2}/, 'AA')
          .slice(0, -60)}\n-----END CERTIFICATE-----`,
      },
    ],
    ['an invalid key', { cert: CLIENT.cert, key: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----' }],
    ['a pass phrase that does not fit', { ...CLIENT, key: pem('client-locked.key'), passphrase: 'other' }],
  ])('rejects %s before anything starts', async (_name, tls) => {
    await expect(createFetch(tls)).rejects.toThrow(/^--(?:ca|client-cert, --client-key): cannot be used \(/);
    await expect(createFetch(tls)).rejects.not.toThrow(/c2VjcmV0|other/);
  });

  test('uses the proxy of the environment, with certificates, unless NO_PROXY excludes the host', async () => {
    const through: string[] = [];
    const proxy = createHttpServer().on('connect', (request, socket) => {
      through.push(request.url ?? '');
      const { port } = new URL(`http://${request.url}`);
      const target = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    withoutProxy();
    vi.stubEnv('https_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    const proxied = await createFetch({ ca: pem('ca.pem'), ...CLIENT });
    expect(await (await proxied(url)).text()).toBe('known');
    expect(through).toEqual([new URL(url).host]);
    vi.stubEnv('no_proxy', 'localhost');
    const direct = await createFetch({ ca: pem('ca.pem') });
    expect(await (await direct(url)).text()).toBe('stranger');
    expect(through).toHaveLength(1);
    proxy.closeAllConnections();
    server.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
});
