import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type EngineSystem, realSystem } from '../../engine/index.ts';
import { Interrupted } from './run-verifier.ts';
import { type StateSource, StateUnavailable } from './session.ts';
import { type VerifyOptions, verify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'xis-testkit-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A pact of a few interactions, each in a state of its own name, with a body of one text. */
function pactOf(...states: readonly string[]): string {
  const file = join(folder, `${states.length}-${states.join('-').replace(/\W/g, '')}.json`);
  writeFileSync(
    file,
    JSON.stringify({
      consumer: { name: 'c' },
      provider: { name: 'xis' },
      interactions: states.map((state) => ({
        type: 'Synchronous/HTTP',
        description: `asks when ${state}`,
        providerStates: state === 'always' ? [] : [{ name: state }],
        request: { method: 'GET', path: `/${encodeURIComponent(state)}` },
        response: {
          status: 200,
          body: { content: { display: 'x', id: 'y' }, contentType: 'application/json', encoded: false },
          matchingRules: {
            body: { '$.id': { combine: 'AND', matchers: [{ match: 'regex', regex: '^[a-z]$' }] } },
          },
        },
      })),
      metadata: { pactSpecification: { version: '4.0' } },
    }),
  );
  return file;
}

const nothing: StateSource = { setUp: async () => ({}), tearDown: async () => {} };
const well: RequestListener = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"display":"x","id":"z"}');
};

async function verified(
  pact: string,
  states: Partial<StateSource> = {},
  listener: RequestListener = well,
  options: Partial<VerifyOptions> = {},
) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await verify({
      provider: 'xis',
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      states: { ...nothing, ...states },
      source: { kind: 'files', files: [pact] },
      ...options,
    });
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
}

test('an unavailable provider state is skipped, and a state whose handler throws fails', async () => {
  const requested: string[] = [];
  const broken = () => Promise.reject(new Error('handler broke'));
  const report = await verified(
    pactOf('rare', 'broken', 'stuck', 'always'),
    {
      setUp: async (name) => {
        if (name === 'rare') throw new StateUnavailable('no such appointment');
        return name === 'broken' ? broken() : {};
      },
      tearDown: async (name) => (name === 'stuck' ? broken() : undefined),
    },
    (request, response) => {
      requested.push(request.url ?? '');
      well(request, response);
    },
  );
  const outcomes = report.interactions.map(({ description, outcome, reason }) => [description, outcome, reason]);
  expect(outcomes).toEqual([
    ['asks when rare', 'not-done', 'no such appointment'],
    ['asks when broken', 'failed', "the state 'broken' could not be set up: handler broke"],
    ['asks when stuck', 'failed', "the state 'stuck' could not be taken down: handler broke"],
    ['asks when always', 'verified', undefined],
  ]);
  // An unavailable state gets no request.
  expect(requested).toEqual(['/stuck', '/always']);
  expect(report.counts).toEqual({ verified: 1, warned: 0, failed: 2, notApplicable: 0, notDone: 1 });
});

describe('a mismatch', () => {
  const CANARY = 'Emma de Boer 999900109';

  const CASES: readonly (readonly [state: string, status: number, body: string, expected: readonly unknown[]])[] = [
    ['an error', 500, '{"display":"x","id":"z"}', [['status', 'expected 200, got 500']]],
    ['no JSON', 200, `<h1>${CANARY}</h1>`, [['body', 'expected FHIR JSON, got another format']]],
    ['another shape', 200, `[{"display":"${CANARY}"}]`, [['$', expect.stringContaining('got a list of 1')]]],
    ['a part', 200, '{"display":"x"}', [['$', 'lacks id']]],
    [
      'a name',
      200,
      JSON.stringify({ display: CANARY, id: CANARY }),
      [
        ['$.display', "expected 'x', got a text of 22 characters"],
        ['$.id', 'expected a text of the form ^[a-z]$, got a text of 22 characters'],
      ],
    ],
  ];

  test('is reported by its path, without values of the provider, unless the protocol defines them', async () => {
    const report = await verified(pactOf(...CASES.map(([state]) => state)), {}, (request, response) => {
      const [, status = 0, body = ''] = CASES.find(([state]) => request.url === `/${encodeURIComponent(state)}`) ?? [];
      const type = body.startsWith('<') ? 'text/html' : 'application/json';
      response.writeHead(status, { 'Content-Type': type }).end(body);
    });
    const results = report.interactions.map(({ states: [state], mismatches }) => [
      state,
      mismatches.map(({ where, message }) => [where, message]),
    ]);
    for (const [state, , , expected] of CASES) {
      const [, found] = results.find(([name]) => name === state) ?? [];
      expect(found?.slice(0, expected.length), state).toEqual(expected);
    }
    expect(JSON.stringify(report)).not.toMatch(/Emma|999900109/);
  });

  test("is reported once for each path, for any length of Pact's results", async () => {
    const list = Array.from({ length: 3000 }, (_, index) => ({ id: `${index}` }));
    const file = pactOf('list');
    const pact = JSON.parse(readFileSync(file, 'utf8'));
    const [{ response }] = pact.interactions;
    response.body.content = [{ id: 'y' }];
    response.matchingRules.body = {
      $: { combine: 'AND', matchers: [{ match: 'type', min: 1 }] },
      '$[*].id': { combine: 'AND', matchers: [{ match: 'regex', regex: '^[a-z]$' }] },
    };
    writeFileSync(file, JSON.stringify(pact));
    const report = await verified(file, {}, (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(list));
    });
    expect(report.interactions[0]?.mismatches).toEqual([
      { where: '$[0].id', message: "expected a text of the form ^[a-z]$, got '0'", more: 2999 },
    ]);
  });
});

/** What a provider does: a response, a hanging request, or the error code of a connection. */
type Behavior = Response | 'hang' | { readonly code: string };

const TIMEOUT_MS = 10_000;

/** Creates a provider whose network is a function, a timer for time-outs that strikes hanging requests, and no other waits. */
function scriptNetwork(behave: (state: string, tried: number) => Behavior) {
  const requested: string[] = [];
  const waits: number[] = [];
  let strike = (): void => undefined;
  const system: EngineSystem = {
    ...realSystem,
    now: () => Date.parse('2027-01-11T07:00:00Z'),
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (milliseconds === TIMEOUT_MS) strike = resolve;
        else resolve(void waits.push(milliseconds));
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    fetch: async (url, init) => {
      const state = decodeURIComponent(new URL(String(url)).pathname.slice(1));
      const behavior = behave(state, requested.filter((name) => name === state).length + 1);
      requested.push(state);
      if (behavior instanceof Response) return behavior;
      if (behavior !== 'hang') {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), behavior) });
      }
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        strike();
      });
    },
  };
  return { requested, waits, options: { system, timeoutMs: TIMEOUT_MS } };
}

const right = () => Response.json({ display: 'x', id: 'z' });

describe('a fault of transport', () => {
  const status = (code: number, headers = {}) => new Response('<html>', { status: code, headers });
  test.each<[string, () => Behavior, string]>([
    ['429', () => status(429), 'the XIS limits the rate: it returns 429 after every wait'],
    ['502', () => status(502), 'the XIS, or a gateway before it, is not available (502)'],
    ['503', () => status(503), 'the XIS, or a gateway before it, is not available (503)'],
    ['504', () => status(504), 'the XIS, or a gateway before it, is not available (504)'],
    ['401 after successes', () => status(401), 'the access token is not accepted any longer (401)'],
    ['a reset', () => ({ code: 'ECONNRESET' }), 'the connection was dropped before the response (ECONNRESET)'],
    [
      'a certificate',
      () => ({ code: 'CERT_HAS_EXPIRED' }),
      'the certificate has expired or is not valid yet (CERT_HAS_EXPIRED)',
    ],
    ['a time-out', () => 'hang', 'no complete response arrived in time'],
  ])(
    '%s is never a verdict: the interaction is not done, and the advice is given once',
    async (name, behave, reason) => {
      const { options } = scriptNetwork((state, tried) => (state === 'always' && tried === 1 ? right() : behave()));
      const report = await verified(pactOf('always', 'once', 'twice'), {}, well, options);
      expect(
        report.interactions.map(({ outcome, reason: why }) => [outcome, why]),
        name,
      ).toEqual([
        ['verified', undefined],
        ['not-done', reason],
        ['not-done', reason],
      ]);
      expect(report.counts).toMatchObject({ failed: 0, notDone: 2 });
      expect(report.notes).toEqual([expect.stringMatching(/^not done: .+\. .+\.$/)]);
    },
  );

  test.each<[string, () => Behavior, readonly number[]]>([
    ['a 503', () => status(503), [250]],
    ['a 429 with seconds', () => status(429, { 'Retry-After': '7' }), [7000]],
    ['a 429 with a date', () => status(429, { 'Retry-After': 'Mon, 11 Jan 2027 07:00:09 GMT' }), [9000]],
    ['a kept connection that was closed', () => ({ code: 'ECONNRESET' }), []],
  ])('after %s a GET is sent again', async (_name, behave, expected) => {
    const { options, requested, waits } = scriptNetwork((state, tried) =>
      state === 'once' && tried === 1 ? behave() : right(),
    );
    const report = await verified(pactOf('always', 'once'), {}, well, options);
    expect(report.counts).toMatchObject({ verified: 2, notDone: 0 });
    expect([requested, waits]).toEqual([['always', 'once', 'once'], expected]);
  });

  test('AU-1: a token that is refused is asked for again, and a refused one is used no more', async () => {
    const given: (string | undefined)[] = [];
    const sent: (string | null)[] = [];
    const { options } = scriptNetwork(() => right());
    const { system } = options;
    const fetchWith: typeof fetch = async (url, init) => {
      const bearer = new Headers(init?.headers).get('authorization');
      sent.push(bearer);
      return bearer === 'Bearer old' && sent.length > 1 ? status(401) : system.fetch(url, init);
    };
    const token = (refused?: string): string => {
      given.push(refused);
      return given.includes('old') ? 'new' : 'old';
    };
    const report = await verified(pactOf('always', 'once'), {}, well, {
      ...options,
      token,
      system: { ...system, fetch: fetchWith },
    });
    expect(report.counts).toMatchObject({ verified: 2, notDone: 0 });
    expect(sent).toEqual(['Bearer old', 'Bearer old', 'Bearer new']);
    expect(given).toEqual([undefined, undefined, 'old']);
  });

  test('a provider that hangs costs a few time-outs, for any number of interactions', async () => {
    const states = Array.from({ length: 12 }, (_, index) => `state ${index}`);
    const { options, requested } = scriptNetwork(() => 'hang');
    const report = await verified(pactOf(...states), {}, well, options);
    expect(report.counts).toMatchObject({ notDone: 12, failed: 0 });
    expect(requested).toHaveLength(5);
    expect(report.interactions.at(-1)?.reason).toBe('not sent: the requests before it timed out');
  });

  test('is no excuse for a violation that another request of the interaction has shown', async () => {
    const { options } = scriptNetwork((state) => (state === 'wrong' ? Response.json({ display: 'x' }) : status(503)));
    const report = await verified(pactOf('wrong', 'once'), {}, well, options);
    expect(report.interactions.map(({ outcome }) => outcome)).toEqual(['failed', 'not-done']);
  });
});

test('a body that is nested too deep cannot be judged, and costs neither seconds nor memory', async () => {
  const { options } = scriptNetwork(() => new Response('{"a":'.repeat(4_000_000)));
  const report = await verified(pactOf('always'), {}, well, options);
  expect(report.interactions[0]).toMatchObject({
    outcome: 'not-done',
    reason: expect.stringMatching(/too deep .*200/),
  });
});

test('a state that cannot be taken down leaves a verified interaction in doubt, and a failed one failed', async () => {
  const tearDown = () => Promise.reject(new StateUnavailable('its endpoint returned 500'));
  const { options } = scriptNetwork((state) => (state === 'wrong' ? Response.json({ display: 'x' }) : right()));
  const report = await verified(pactOf('always right', 'wrong'), { tearDown }, well, options);
  expect(report.interactions.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['not-done', "the state 'always right' could not be taken down: its endpoint returned 500"],
    ['failed', undefined],
  ]);
});

test.each([
  ['that is no JSON', '{"consumer":', /Failed to parse Pact JSON/],
  [
    'without interactions',
    '{"consumer":{"name":"c"},"provider":{"name":"xis"},"interactions":[]}',
    "no pact has provider 'xis'",
  ],
])('a pact %s is no result but an error', async (_name, text, message) => {
  const file = join(folder, 'odd.json');
  writeFileSync(file, text);
  await expect(verified(file)).rejects.toThrow(message);
});

test('an interrupted verification says so, and leaves no process', async () => {
  const ending = new AbortController();
  const ended = verified(pactOf('always'), {}, () => ending.abort(), { signal: ending.signal });
  await expect(ended).rejects.toThrow(Interrupted);
});
