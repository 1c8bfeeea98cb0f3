import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
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

  test('is reported: a time-out, and a broken connection', async () => {
    const behave: RequestListener = ({ url, socket }) => void (url === '/broken' && socket.resetAndDestroy());
    const report = await verified(pactOf('slow', 'broken'), {}, behave, { timeoutMs: 50 });
    expect(report.interactions.map(({ mismatches }) => mismatches)).toEqual([
      [{ where: 'response', message: 'the request timed out' }],
      [{ where: 'response', message: 'no response: ECONNRESET' }],
    ]);
  });
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
