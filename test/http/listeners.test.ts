import { test as base, describe, expect } from 'vitest';
import { listenForCallbacks } from '../../conformance/index.ts';
import { createBookingEngine } from '../../engine/index.ts';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { validator } from '../../schema/validator.ts';
import { createSimulator } from '../../simulator/index.ts';
import { openConnection, readToEnd, requestRaw } from '../support/raw-http.ts';

// What a client of any listener meets that is no matter of its own protocol.

const outcome = validator(operationOutcomeSchema);
const HEADERS = [
  'Host: localhost',
  'X-Organization-Identifier: 01000001',
  'Content-Type: application/fhir+json',
  'Connection: close',
  '',
].join('\r\n');

/** A server of the kit, and a path that takes a body. */
interface Target {
  readonly port: number;
  readonly path: string;
  close(): Promise<void>;
}

const START = {
  'the FHIR API of the simulator': () => startSimulator('/fhir/Appointment'),
  'the control interface': () => startSimulator('/__admin/organizations'),
  async 'the listener of the engine'() {
    const engine = createBookingEngine({ xis: 'http://xis.example/fhir', organization: '01000001' });
    const { url, close } = await engine.listen({ port: 0 });
    return { port: Number(new URL(url).port), path: '/AppointmentResponse', close };
  },
  async 'the callback inbox of check'() {
    const listener = await listenForCallbacks({ port: 0, now: () => 0 });
    listener.onCallback(({ body }) => ({ status: JSON.parse(body) === undefined ? 500 : 201 }));
    return { port: listener.port, path: '/AppointmentResponse', close: () => listener.close() };
  },
} satisfies Readonly<Record<string, () => Promise<Target>>>;

async function startSimulator(path: string): Promise<Target> {
  const simulator = await createSimulator({ port: 0 });
  await simulator.listen();
  return { port: simulator.port, path, close: () => simulator.close() };
}

type Name = keyof typeof START;
const NAMES = Object.keys(START) as readonly Name[];

const test = base.extend<{ start: (name: Name) => Promise<Target> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  start: async ({}, use) => {
    const started: Target[] = [];
    await use(async (name) => {
      const target = await START[name]();
      started.push(target);
      return target;
    });
    for (const target of started) await target.close();
  },
});

describe.for(NAMES)('%s', (name) => {
  test.for<[string, number, (path: string) => string]>([
    ['no HTTP', 400, () => 'NONSENSE\r\n\r\n'],
    ['no Host', 400, (path) => `POST ${path} HTTP/1.1\r\n\r\n`],
    [
      'a length and chunks',
      400,
      (path) => `POST ${path} HTTP/1.1\r\n${HEADERS}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n`,
    ],
    ['a long URL', 414, (path) => `GET ${path}?a=${'a'.repeat(20_000)} HTTP/1.1\r\n${HEADERS}\r\n`],
    ['an unknown expectation', 417, (path) => `POST ${path} HTTP/1.1\r\n${HEADERS}Expect: a-miracle\r\n\r\n`],
    [
      '1 MB of headers',
      431,
      (path) => `GET ${path} HTTP/1.1\r\n${HEADERS}${`A: ${'a'.repeat(95)}\r\n`.repeat(10_000)}\r\n`,
    ],
    ['CONNECT', 501, () => `CONNECT xis.example:443 HTTP/1.1\r\n${HEADERS}\r\n`],
    ['an unknown method', 501, (path) => `BREW ${path} HTTP/1.1\r\n${HEADERS}\r\n`],
    ['a body of 100 MB', 413, (path) => `POST ${path} HTTP/1.1\r\n${HEADERS}Content-Length: 100000000\r\n\r\n`],
  ])('TR-7: %s returns %d with an OperationOutcome', async ([, status, write], { start }) => {
    const { port, path } = await start(name);
    const response = await requestRaw(port, write(path));
    expect([response.status, outcome.violations(JSON.parse(response.body))]).toEqual([status, []]);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  });

  test.for<[string, string]>([
    ['is nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['is nested 10,000 deep in objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['is nested 250 deep', `${'['.repeat(250)}${']'.repeat(250)}`],
    ['has 100,000 keys', `{${Array.from({ length: 100_000 }, (_, key) => `"${key}":0`).join()}}`],
  ])('TR-7: a body that %s gets a response', async ([, body], { start }) => {
    const { port, path } = await start(name);
    const head = `POST ${path} HTTP/1.1\r\n${HEADERS}Content-Length: ${body.length}\r\n\r\n`;
    const response = await requestRaw(port, head + body);
    // The inbox takes what it can read, as evidence; longer than 64 KiB is too long for it.
    if (name === 'the callback inbox of check') expect([201, 413]).toContain(response.status);
    else expect([response.status, outcome.violations(JSON.parse(response.body))]).toEqual([422, []]);
  });
});

describe.for(NAMES.filter((name) => name !== 'the control interface'))('%s', (name) => {
  test('a body without an end gets 413 while it is sent', async ({ start }) => {
    const { port, path } = await start(name);
    const socket = await openConnection(port);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const send = (): void => void (!socket.destroyed && socket.write(chunk, send));
    socket.write(`POST ${path} HTTP/1.1\r\n${HEADERS}Transfer-Encoding: chunked\r\n\r\n`, send);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 413 .*"too-long"/s);
  });
});
