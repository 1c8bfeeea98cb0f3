import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Interrupted } from './run-verifier.ts';
import { CannotSetUp, type StateSource } from './stage.ts';
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
        request: { method: 'GET', path: '/Thing' },
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

describe('a provider state', () => {
  test('that cannot be brought about leaves its interaction out, says why, and asks nothing', async () => {
    let asked = 0;
    const report = await verified(
      pactOf('rare', 'always'),
      {
        setUp: async () => {
          throw new CannotSetUp('there is none of these');
        },
      },
      (request, response) => {
        asked++;
        well(request, response);
      },
    );
    expect(report.interactions).toMatchObject([
      { description: 'asks when rare', outcome: 'not-done', reason: 'there is none of these' },
      { description: 'asks when always', outcome: 'verified' },
    ]);
    expect([report.counts, asked]).toEqual([{ verified: 1, failed: 0, notDone: 1 }, 1]);
  });

  test.each([
    ['set up', { setUp: async () => Promise.reject(new Error('handler broke')) }],
    ['taken down', { tearDown: async () => Promise.reject(new Error('handler broke')) }],
  ])('whose handler throws when it is %s fails the verification', async (when, states) => {
    const report = await verified(pactOf('broken', 'always'), states);
    expect(report.interactions).toMatchObject([
      { outcome: 'failed', reason: `the state 'broken' could not be ${when}: handler broke` },
      { outcome: 'verified' },
    ]);
  });
});

describe('what is wrong', () => {
  const CANARY = 'Emma de Boer 999900109';

  test('is told without what the provider has answered, unless the protocol defines it', async () => {
    const report = await verified(pactOf('always'), {}, (_request, response) => {
      const body = { display: CANARY, id: `${CANARY}` };
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
    expect(report.interactions[0]?.mismatches).toEqual([
      { where: '$.display', message: "expected 'x', found a text of 22 characters" },
      { where: '$.id', message: 'expected a text of the form ^[a-z]$, found a text of 22 characters' },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/Emma|999900109/);
  });

  test.each([
    ['an error with a status', 500, '{"display":"x","id":"z"}', [['status', 'expected 200, found 500']]],
    ['no JSON', 200, `<h1>${CANARY}</h1>`, [['body', 'expected FHIR JSON, found something else']]],
    ['another shape', 200, `[{"display":"${CANARY}"}]`, [['$', expect.stringContaining('found a list of 1')]]],
    ['a part of it', 200, '{"display":"x"}', [['$', 'lacks id']]],
  ])('is told: %s', async (_name, status, body, expected) => {
    const report = await verified(pactOf('always'), {}, (_request, response) => {
      const type = body.startsWith('<') ? 'text/html' : 'application/json';
      response.writeHead(status, { 'Content-Type': type }).end(body);
    });
    const found = report.interactions[0]?.mismatches.map(({ where, message }) => [where, message]);
    expect(found?.slice(0, expected.length)).toEqual(expected);
    expect(JSON.stringify(report)).not.toMatch(/Emma|999900109/);
  });

  test('is told once for each place, however long the results of Pact are', async () => {
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
    const report = await verified(file, {}, (_request, answer) => {
      answer.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(list));
    });
    expect(report.interactions[0]?.mismatches).toEqual([
      { where: '$[0].id', message: "expected a text of the form ^[a-z]$, found '0'", more: 2999 },
    ]);
  });

  test('is told: no answer in time, and a connection that breaks', async () => {
    const slow = await verified(pactOf('always'), {}, () => undefined, { timeoutMs: 50 });
    expect(slow.interactions[0]?.mismatches).toEqual([{ where: 'answer', message: 'no answer in time' }]);
    const broken = await verified(pactOf('always'), {}, ({ socket }) => void socket.resetAndDestroy());
    expect(broken.interactions[0]?.mismatches).toEqual([{ where: 'answer', message: 'no answer: ECONNRESET' }]);
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

test('a verification that is ended early says so, and leaves no process', async () => {
  const ending = new AbortController();
  const ended = verified(pactOf('always'), {}, () => ending.abort(), { signal: ending.signal });
  await expect(ended).rejects.toThrow(Interrupted);
});
