import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { openConnection, readToEnd, requestRaw, sendRaw } from '../../test/support/raw-http.ts';
import { operationOutcomeSchema } from '../resources/operation-outcome.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './http-server.ts';
import { readBody } from './read-body.ts';

const outcome = validator(operationOutcomeSchema);
const HOST = 'Host: xis.example\r\n';
const CHUNKED = `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`;
const long = (length: number): string => 'a'.repeat(length);

let server: HttpServer | undefined;
async function start(handle: RequestListener, options?: HttpServerOptions): Promise<number> {
  server = createHttpServer(handle, options);
  return server.listen(0, '127.0.0.1');
}
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Responds with the length of the body, or with 413 above 1,000 bytes. */
const readAll: RequestListener = (request, response) => {
  readBody(request, 1_000, (body) => response.writeHead(body ? 200 : 413).end(String(body?.length)));
};

test('TR-7: a connection is kept longer than a client keeps it, and each response says how long', async () => {
  const response = await fetch(`http://127.0.0.1:${await start(readAll)}/`);
  expect(response.headers.get('keep-alive')).toBe('timeout=65');
});

describe('an error of the parser', () => {
  test.each<[name: string, bytes: string | Buffer, status: number, reason: string]>([
    ['no HTTP', 'NONSENSE\r\n\r\n', 400, 'Bad Request'],
    ['TLS', Buffer.from('16030100a1010000', 'hex'), 400, 'Bad Request'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400, 'Bad Request'],
    ['a header without a colon', `GET / HTTP/1.1\r\n${HOST}Nonsense\r\n\r\n`, 400, 'Bad Request'],
    ['two lengths', `${CHUNKED.slice(0, -2)}Content-Length: 3\r\n\r\n0\r\n\r\n`, 400, 'Bad Request'],
    ['a length that is no number', `POST / HTTP/1.1\r\n${HOST}Content-Length: x\r\n\r\n`, 400, 'Bad Request'],
    ['a chunk without a length', `${CHUNKED}zz\r\n`, 400, 'Bad Request'],
    ['long extensions of a chunk', `${CHUNKED}1;${long(20_000)}\r\na\r\n`, 413, 'Payload Too Large'],
    ['a long URL', `GET /?a=${long(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 414, 'URI Too Long'],
    ['an unknown expectation', `GET / HTTP/1.1\r\n${HOST}Expect: a-miracle\r\n\r\n`, 417, 'Expectation Failed'],
    ['a long header', `GET / HTTP/1.1\r\n${HOST}A: ${long(20_000)}\r\n\r\n`, 431, 'Request Header Fields Too Large'],
    [
      '1 MB of headers',
      `GET / HTTP/1.1\r\n${HOST}${`A: ${long(95)}\r\n`.repeat(10_000)}\r\n`,
      431,
      'Request Header Fields Too Large',
    ],
    ['CONNECT', `CONNECT xis.example:443 HTTP/1.1\r\n${HOST}\r\n`, 501, 'Not Implemented'],
    ['an unknown method', `BREW / HTTP/1.1\r\n${HOST}\r\n`, 501, 'Not Implemented'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'HTTP Version Not Supported'],
    ['a version of the future', `GET / HTTP/7.0\r\n${HOST}\r\n`, 505, 'HTTP Version Not Supported'],
  ])('TR-7: %s gets its status, its reason and an OperationOutcome', async (_name, bytes, status, reason) => {
    const response = await requestRaw(await start(readAll), bytes);
    expect([response.status, response.reason]).toEqual([status, reason]);
    expect(response.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(response.headers.get('connection')).toBe('close');
    expect(outcome.violations(JSON.parse(response.body))).toEqual([]);
  });

  test('TR-7: a request that does not arrive in time returns 408', async () => {
    const port = await start(readAll, { requestTimeoutMs: 20 });
    for (const unended of ['GET / HTTP/1.1\r\nHos', `${CHUNKED}1\r\na\r\n`]) {
      const { status, reason, body } = await requestRaw(port, unended);
      expect([status, reason, outcome.violations(JSON.parse(body))]).toEqual([408, 'Request Timeout', []]);
    }
  });

  test('an upgrade is not needed: the request is served as HTTP/1.1', async () => {
    const headers = `${HOST}Connection: Upgrade, close\r\nUpgrade: h2c\r\n`;
    expect((await requestRaw(await start(readAll), `GET / HTTP/1.1\r\n${headers}\r\n`)).status).toBe(200);
  });

  test('the response to an earlier request on the connection comes first, and whole', async () => {
    let pending: ServerResponse | undefined;
    const port = await start((_request, response) => {
      pending = response;
    });
    const socket = await openConnection(port);
    socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    while (!pending) await new Promise(setImmediate);
    socket.write('NONSENSE\r\n\r\n');
    const received = readToEnd(socket);
    pending.write('first ');
    pending.end('half');
    expect(await received).toMatch(/^HTTP\/1\.1 200 OK.*first .*half.*HTTP\/1\.1 400 Bad Request/s);
  });

  test('an error in a body whose response has begun ends the connection', async () => {
    const port = await start((_request, response) => void response.writeHead(200).write('begun'));
    const received = await sendRaw(port, `${CHUNKED}zz\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(received).not.toContain('400');
  });
});

describe('close', () => {
  test.each<[string, string]>([
    ['that sends nothing', ''],
    ['that never ends its headers', 'GET / HTTP/1.1\r\nHos'],
    ['that never ends its body', `${CHUNKED}1\r\na\r\n`],
    ['that waits for its response', `GET / HTTP/1.1\r\n${HOST}\r\n`],
    ['that got an error', 'NONSENSE\r\n\r\n'],
    ['that got an error of a tunnel', `CONNECT xis.example:443 HTTP/1.1\r\n${HOST}\r\n`],
  ])('ends a connection %s, half-closed or not', async (_name, bytes) => {
    for (const isHalfClosed of [false, true]) {
      const port = await start(() => undefined);
      const socket = await openConnection(port);
      if (bytes !== '') socket.write(bytes);
      if (isHalfClosed) socket.end();
      const ended = readToEnd(socket);
      await server?.close();
      await ended;
    }
  });
});

describe('drain', () => {
  /** Starts a server that keeps its requests, and returns their responses. */
  async function startHolding() {
    const responses: ServerResponse[] = [];
    let arrive = (): void => undefined;
    const port = await start((_request, response) => {
      responses.push(response);
      arrive();
    });
    const arrival = () =>
      new Promise<void>((resolve) => {
        arrive = resolve;
      });
    return { port, responses, arrival };
  }
  const REQUEST = `GET / HTTP/1.1\r\n${HOST}\r\n`;
  const now = async () => undefined;
  const never = new Promise<never>(() => undefined);

  test('waits for the requests under way, and keeps no connection after them', async () => {
    const { port, responses, arrival } = await startHolding();
    const [idle, silent, busy, late] = await Promise.all([1, 2, 3, 4].map(() => openConnection(port)));
    if (!idle || !silent || !busy || !late) throw new Error('no connections');
    let arrived = arrival();
    idle.write(REQUEST);
    await arrived;
    const first = once(idle, 'data');
    responses.pop()?.end('first');
    await first;
    for (const socket of [busy, late]) {
      arrived = arrival();
      socket.write(REQUEST);
      await arrived;
    }
    // Its head is sent already, and says that the connection stays.
    responses[1]?.writeHead(200, { 'Content-Length': 4 }).flushHeaders();
    const received = [idle, silent, busy, late].map(readToEnd);
    let isDrained = false;
    const drained = server?.drain({ silence: now, deadline: never }).then(() => {
      isDrained = true;
    });
    expect(await Promise.all(received.slice(0, 2))).toEqual(['', '']);
    await expect(openConnection(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    responses[0]?.end('done');
    expect(await received[2]).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n[\s\S]*done/);
    expect(isDrained).toBe(false);
    responses[1]?.end('late');
    expect(await received[3]).toMatch(/late$/);
    await drained;
  });

  test('waits for the request of a client that has connected, and of one that keeps its connection', async () => {
    const { port, responses, arrival } = await startHolding();
    const [kept, connected, silent] = await Promise.all([1, 2, 3].map(() => openConnection(port)));
    if (!kept || !connected || !silent) throw new Error('no connections');
    let arrived = arrival();
    kept.write(REQUEST);
    await arrived;
    const first = once(kept, 'data');
    responses.pop()?.end('first');
    await first;
    let end = (): void => undefined;
    const silence = new Promise<void>((resolve) => {
      end = resolve;
    });
    const drained = server?.drain({ silence: () => silence, deadline: never });
    const refused = () => openConnection(port).catch(({ code }: { readonly code: string }) => code);
    await expect.poll(refused).toBe('ECONNREFUSED');
    const received = [kept, connected, silent].map(readToEnd);
    for (const socket of [kept, connected]) {
      arrived = arrival();
      socket.write(REQUEST);
      await arrived;
      responses.pop()?.end('served');
    }
    for (const text of await Promise.all(received.slice(0, 2))) {
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n[\s\S]*served/);
    }
    end();
    expect(await received[2]).toBe('');
    await drained;
  });

  test('serves a connection that the operating system has accepted, and Node.js has not', async () => {
    const port = await start((_request, response) => void response.end('served'));
    const sockets = Array.from({ length: 20 }, () => connect({ port, host: '127.0.0.1' }));
    const received = sockets.map((socket) => {
      socket.on('error', () => undefined).write(REQUEST);
      return readToEnd(socket);
    });
    // Node.js connects in the tick before this one.
    await new Promise(process.nextTick);
    await server?.drain({ silence: () => Promise.all(received), deadline: never });
    for (const text of await Promise.all(received)) expect(text).toMatch(/served/);
  });

  test('ends at its deadline', async () => {
    const { port, responses, arrival } = await startHolding();
    const socket = await openConnection(port);
    const arrived = arrival();
    socket.write(REQUEST);
    await arrived;
    await server?.drain({ silence: () => never, deadline: now() });
    expect([responses.length, socket.readyState]).toEqual([1, 'open']);
    await server?.close();
    expect(await readToEnd(socket)).toBe('');
  });
});

describe('a body', () => {
  test.each([
    ['announced', `POST / HTTP/1.1\r\n${HOST}Connection: close\r\nContent-Length: 5000000\r\n\r\n`],
    ['in chunks', `POST / HTTP/1.1\r\n${HOST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n4C4B40\r\n`],
  ])('that is too long, %s, is dropped', async (_name, head) => {
    const port = await start(readAll);
    expect((await requestRaw(port, `${head}${long(5_000_000)}\r\n0\r\n\r\n`)).status).toBe(413);
  });

  test('that never ends gets its response, and ends in the time-out with bounded memory', async () => {
    const port = await start(readAll, { requestTimeoutMs: 200 });
    const socket = await openConnection(port);
    const chunk = Buffer.from(`10000\r\n${long(65_536)}\r\n`);
    const send = (): void => void (!socket.destroyed && socket.write(chunk, send));
    socket.write(CHUNKED, send);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 413 Payload Too Large/);
  });
});
