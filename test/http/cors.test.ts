import { test as base, describe, expect } from 'vitest';
import { ConfigurationError, createSimulator, type Simulator } from '../../simulator/index.ts';
import { defaultConfiguration } from '../../simulator/practice/default.ts';

const PAGE = 'https://app.example';
const OTHER_PAGE = 'https://evil.example';
const ORGANIZATION = { 'X-Organization-Identifier': '01000001' };
const PREFLIGHT = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'content-type,x-organization-identifier',
};

type Cors = '*' | readonly string[];

const test = base.extend<{ start: (cors?: Cors) => Promise<Simulator> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  start: async ({}, use) => {
    const started: Simulator[] = [];
    await use(async (cors) => {
      const configuration = { ...(await defaultConfiguration()), ...(cors && { server: { cors } }) };
      const simulator = await createSimulator({ configuration, port: 0 });
      started.push(simulator);
      await simulator.listen();
      return simulator;
    });
    for (const simulator of started) await simulator.close();
  },
});

/** Sends a request of a web page; returns the status, and the headers of CORS and about it. */
async function sendFrom(page: string, url: string, method: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, { method, headers: { Origin: page, ...headers } });
  await response.arrayBuffer();
  const ours = [...response.headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary');
  return { status: response.status, headers: Object.fromEntries(ours) };
}

describe('a web page of a configured origin', () => {
  test.for<[string, Cors, string, Readonly<Record<string, string>>]>([
    ['in a list', [PAGE, 'http://localhost:3000'], PAGE, { vary: 'Origin' }],
    ['as one of all', '*', '*', {}],
  ])('may send requests: %s', async ([, cors, allowed, vary], { start }) => {
    const { baseUrl } = await start(cors);
    expect(await sendFrom(PAGE, `${baseUrl}/Appointment`, 'OPTIONS', PREFLIGHT)).toEqual({
      status: 204,
      headers: {
        ...vary,
        'access-control-allow-origin': allowed,
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers':
          'Accept, Authorization, Content-Type, Prefer, X-Organization-Identifier, organisation_agb, organization_agb',
        'access-control-max-age': '600',
      },
    });
    const readable = {
      ...vary,
      'access-control-allow-origin': allowed,
      'access-control-expose-headers': 'Allow, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate',
    };
    for (const [path, status] of [
      ['/metadata', 200],
      ['/Schedule', 200],
      ['/Appointment/0', 404],
      ['/Other', 404],
    ] as const) {
      expect(await sendFrom(PAGE, baseUrl + path, 'GET', ORGANIZATION)).toEqual({ status, headers: readable });
    }
    // No preflight: the path does not support the method.
    expect(await sendFrom(PAGE, `${baseUrl}/Slot`, 'OPTIONS')).toEqual({ status: 405, headers: readable });
  });

  test('has no access to the control interface, which it could drive', async ({ start }) => {
    const { url, port } = await start('*');
    const admin = `http://localhost:${port}/__admin/reset`;
    for (const page of [PAGE, 'http://localhost:3000', 'null']) {
      expect(await sendFrom(page, admin, 'POST')).toEqual({ status: 403, headers: {} });
      expect(await sendFrom(page, admin, 'OPTIONS', PREFLIGHT)).toEqual({ status: 403, headers: {} });
    }
    expect(await sendFrom(PAGE, `${url}/`, 'GET')).toEqual({ status: 200, headers: {} });
  });
});

describe('a web page of another origin', () => {
  test.for<[string, Cors | undefined, Readonly<Record<string, string>>]>([
    ['beside a list', [PAGE], { vary: 'Origin' }],
    ['without a configuration', undefined, {}],
  ])('gets what it got before: %s', async ([, cors, headers], { start }) => {
    const { baseUrl } = await start(cors);
    expect(await sendFrom(OTHER_PAGE, `${baseUrl}/Slot`, 'OPTIONS', PREFLIGHT)).toEqual({ status: 405, headers });
    expect(await sendFrom(OTHER_PAGE, `${baseUrl}/Schedule`, 'GET', ORGANIZATION)).toEqual({ status: 200, headers });
  });

  test('does not reach the control interface by an image or a link', async ({ start }) => {
    const { port } = await start();
    const requests = `http://localhost:${port}/__admin/requests`;
    const statusFor = async (site: string): Promise<number> =>
      (await fetch(requests, { headers: { 'Sec-Fetch-Site': site } })).status;
    const sites = ['cross-site', 'same-site', 'same-origin', 'none'];
    expect(await Promise.all(sites.map(statusFor))).toEqual([403, 403, 200, 200]);
  });
});

test.for<[Cors]>([
  [['app.example']],
  [['https://app.example/']],
  [['https://app.example:443']],
  [['https://user@app.example']],
  [['*']],
  [['null']],
  [[]],
])('%j is no list of origins', async ([cors]) => {
  const configuration = { ...(await defaultConfiguration()), server: { cors } };
  const refused = await createSimulator({ configuration }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConfigurationError);
  expect(String(refused)).toMatch(/server\.cors/);
});
