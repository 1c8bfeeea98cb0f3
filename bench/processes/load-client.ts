// Sends requests, one at a time on each connection. It does as little as possible, so that it never slows the server
// down: it counts responses by their length, and does not parse them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** The requests to send, and the expected responses. */
export interface Load {
  readonly port: number;
  /** A file with a JSON array of whole requests as text. They are sent in this order, over and over. */
  readonly requests: string;
  readonly connections: number;
  /** The duration; without it, the number of requests is the limit. */
  readonly milliseconds?: number;
  /** The number of requests at most, from the first one on; without it, every turn goes on where the last one ended. */
  readonly count?: number;
  /** Whether this process may sleep between responses, because the server needs more than one core. */
  readonly maySleep?: boolean;
  /** The expected status. Any other one ends the benchmark. */
  readonly status: number;
  /** The expected length of the body. Any other one ends the benchmark. */
  readonly length?: number;
}

/** The responses of a load. */
export interface Responses {
  readonly responses: number;
  readonly milliseconds: number;
  /** The time from a request to the end of its response, in milliseconds: of half of them, and of 99 in 100, it is at most this. */
  readonly latency: { readonly median: number; readonly p99: number };
}

/** The responses, or the reason of a failure. */
export type LoadResult = Responses | { readonly failure: string };

const MAX_DURATION_MS = 60_000;
const MAX_HEADER_BYTES = 4096;

process.on('disconnect', () => process.exit());
process.on('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result, () => undefined),
    (error: Error) => process.send?.({ failure: error.message } satisfies LoadResult, () => undefined),
  );
});

const files = new Map<string, { readonly requests: readonly Buffer[]; next: number }>();

async function run(load: Load): Promise<Responses> {
  const file = files.get(load.requests) ?? { requests: readRequests(load.requests), next: 0 };
  files.set(load.requests, file);
  const start = performance.now();
  if (load.count !== undefined) file.next = 0;
  let remaining = load.count ?? Number.POSITIVE_INFINITY;
  const until = start + (load.milliseconds ?? MAX_DURATION_MS);
  const next = (now: number): Buffer | undefined => {
    if (now >= until || remaining-- <= 0) return undefined;
    if (file.next >= file.requests.length) file.next = 0;
    return file.requests[file.next++];
  };
  const connections = await Promise.all(Array.from({ length: load.connections }, () => open(load)));
  const timer = setTimeout(() => {
    for (const { socket } of connections) socket.destroy(new Error(`the load took more than ${MAX_DURATION_MS} ms`));
  }, MAX_DURATION_MS);
  const stopSpinning = load.maySleep ? undefined : stayAwake();
  const began = performance.now();
  const latencies = (await Promise.all(connections.map((connection) => connection.drive(next)))).flat();
  const milliseconds = performance.now() - began;
  stopSpinning?.();
  clearTimeout(timer);
  const responses = latencies.length;
  if (load.milliseconds === undefined && responses !== load.count) {
    throw new Error(`expected ${load.count} responses, got ${responses}`);
  }
  latencies.sort((a, b) => a - b);
  const quantile = (share: number): number => latencies[Math.floor(share * (responses - 1))] ?? Number.NaN;
  return { responses, milliseconds, latency: { median: quantile(0.5), p99: quantile(0.99) } };
}

/**
 * Keeps this process from sleeping between responses, because its wake-up costs the server time, and a slower server
 * more of it.
 * @returns a function that ends this
 */
function stayAwake(): () => void {
  let awake = true;
  const spin = (): void => {
    if (awake) setImmediate(spin);
  };
  spin();
  return () => {
    awake = false;
  };
}

function readRequests(file: string): readonly Buffer[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((text) => Buffer.from(text));
}

interface Connection {
  readonly socket: Socket;
  /** Sends requests until `next` returns undefined; returns the time of each response, in milliseconds. */
  drive(next: (now: number) => Buffer | undefined): Promise<readonly number[]>;
}

async function open({ port, status, length }: Load): Promise<Connection> {
  let onResponse: () => void = () => undefined;
  let head = '';
  let remaining = 0;

  const take = (size: number, bytes: Uint8Array): void => {
    if (remaining > 0) {
      remaining -= size;
    } else {
      const before = head.length;
      head += (bytes as Buffer).toString('latin1', 0, Math.min(size, MAX_HEADER_BYTES));
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length >= MAX_HEADER_BYTES)
          socket.destroy(new Error(`the headers of a response exceed ${MAX_HEADER_BYTES} bytes`));
        return;
      }
      const announced = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
      if (head.slice(9, 12) !== String(status) || (length !== undefined && announced !== length)) {
        const got = `${head.slice(9, 12)} with ${announced} bytes`;
        return void socket.destroy(new Error(`expected ${status} with ${length ?? 'some'} bytes, got ${got}`));
      }
      remaining = announced - (size - (end + 4 - before));
      head = '';
    }
    if (remaining === 0) onResponse();
    else if (!(remaining > 0)) socket.destroy(new Error('a response is longer than its Content-Length'));
  };

  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    // One buffer for all data: allocating one for each chunk would cost more than the server needs to send it.
    onread: {
      buffer: Buffer.allocUnsafe(256 * 1024),
      callback: (size, bytes) => {
        take(size, bytes);
        return true;
      },
    },
  });
  await once(socket, 'connect');

  return {
    socket,
    drive: (next) =>
      new Promise((resolve, reject) => {
        const latencies: number[] = [];
        let sentAt = performance.now();
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('the server closed a connection')));
        const sendNext = (): void => {
          const request = next(sentAt);
          if (request) return void socket.write(request);
          socket.removeAllListeners('close');
          socket.destroy();
          resolve(latencies);
        };
        onResponse = () => {
          const now = performance.now();
          latencies.push(now - sentAt);
          sentAt = now;
          sendNext();
        };
        sendNext();
      }),
  };
}
