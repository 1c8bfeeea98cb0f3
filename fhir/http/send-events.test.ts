import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEventStream } from '../../test/support/event-stream.ts';
import { createManualSystem, type ManualSystem, NINE } from '../../test/support/time.ts';
import { type ServerSentEvent, sendEvents } from './send-events.ts';

const HEARTBEAT_MS = 15_000;

/** Events that a test provides, and whether the sender has let go of them. */
class Source implements AsyncIterableIterator<ServerSentEvent> {
  taken = 0;
  isReturned = false;
  #waiting: ((result: IteratorResult<ServerSentEvent>) => void) | undefined;
  readonly #data: string;
  readonly #count: number;

  /** @param count the number of events; then it waits */
  constructor(count: number, data = 'x') {
    this.#count = count;
    this.#data = data;
  }

  next(): Promise<IteratorResult<ServerSentEvent>> {
    if (this.isReturned) return this.return();
    if (this.taken === this.#count) return new Promise((resolve) => (this.#waiting = resolve));
    this.taken++;
    const event = { number: this.taken, type: 'entry', data: this.#data };
    return Promise.resolve({ done: false, value: event });
  }

  return(): Promise<IteratorResult<ServerSentEvent>> {
    this.isReturned = true;
    this.#waiting?.({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

let server: Server;
let system: ManualSystem;
let source: Source;
let response: ServerResponse;
let sent: Promise<void>;
let client: Socket | undefined;
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeEach(async () => {
  system = createManualSystem(NINE);
  server = createServer((_request, serverResponse) => {
    response = serverResponse;
    sent = sendEvents(response, source, system);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  client?.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Connects a client that reads nothing after the head of the response. */
async function connectUnreading(): Promise<void> {
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => client?.once('data', resolve));
  client.pause();
}

/** Waits until the sender is blocked: it takes no events any more. */
async function waitUntilBlocked(): Promise<void> {
  let taken = -1;
  while (taken !== source.taken || !response.writableNeedDrain) {
    taken = source.taken;
    await new Promise(setImmediate);
  }
}

describe('a stream of events', () => {
  test('has a comment every 15 seconds, so that no proxy ends an idle connection', async () => {
    source = new Source(1);
    const stream = await openEventStream(url());
    expect(await stream.next()).toMatchObject({ id: '1', event: 'entry' });
    system.pass(HEARTBEAT_MS - 1);
    system.pass(1);
    expect(await stream.nextBlock()).toBe(':');
    system.pass(HEARTBEAT_MS);
    expect(await stream.nextBlock()).toBe(':');
    expect(stream.text.split('\n:').length).toBe(3);
    await stream.close();
    await sent;
    expect([source.isReturned, system.timers]).toEqual([true, 0]);
  });

  test('keeps no events for a client that does not read, and disconnects it after a minute', async () => {
    source = new Source(100_000, 'x'.repeat(10_000));
    await connectUnreading();
    await waitUntilBlocked();
    // One event is over the limit of the buffer; the operating system has the others.
    expect(response.writableLength).toBeLessThan(64 * 1024);
    expect(source.taken).toBeLessThan(10_000);
    system.pass(4 * HEARTBEAT_MS);
    expect(response.destroyed).toBe(false);
    system.pass(HEARTBEAT_MS);
    await sent;
    expect([response.destroyed, source.isReturned, system.timers]).toEqual([true, true, 0]);
  });

  test('ends at once for a client that has gone before it begins', async () => {
    source = new Source(0);
    const isGone = new Promise((resolve) => {
      server.removeAllListeners('request').on('request', (_request, serverResponse) => {
        serverResponse.once('close', () => setImmediate(resolve, serverResponse));
        client?.destroy();
      });
    });
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    void sendEvents((await isGone) as ServerResponse, source, system);
    await new Promise(setImmediate);
    expect([source.isReturned, system.timers]).toEqual([true, 0]);
  });

  test('goes on for a client that reads again', async () => {
    source = new Source(100_000, 'x'.repeat(10_000));
    await connectUnreading();
    await waitUntilBlocked();
    system.pass(4 * HEARTBEAT_MS);
    const drained = new Promise((resolve) => response.once('drain', resolve));
    client?.resume();
    await drained;
    client?.pause();
    await waitUntilBlocked();
    system.pass(4 * HEARTBEAT_MS);
    expect(response.destroyed).toBe(false);
  });
});
