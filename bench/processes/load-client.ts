// Sends requests, each connection one at a time, and does little else: the machine's other core belongs to the server.
// Answers are counted by their length and not looked at.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** What to send. */
export interface Load {
  readonly port: number;
  /** A JSON array of whole requests as text; they are sent in this order, and after the last comes the first again. */
  readonly requests: string;
  readonly connections: number;
  /** For how long; without it every request is sent once. */
  readonly milliseconds?: number;
  /** Any other status ends the benchmark. */
  readonly status: number;
  /** So does any other length of the body. */
  readonly length?: number;
}

/** What came back. */
export type LoadResult = { readonly responses: number; readonly milliseconds: number } | { readonly failure: string };

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

async function run(load: Load): Promise<LoadResult> {
  const file = files.get(load.requests) ?? { requests: readRequests(load.requests), next: 0 };
  files.set(load.requests, file);
  const start = performance.now();
  const once = load.milliseconds === undefined;
  if (once) file.next = 0;
  const until = start + (load.milliseconds ?? MAX_DURATION_MS);
  const next = (): Buffer | undefined => {
    if (performance.now() >= until || (once && file.next === file.requests.length)) return undefined;
    if (file.next >= file.requests.length) file.next = 0;
    return file.requests[file.next++];
  };
  const lines = await Promise.all(Array.from({ length: load.connections }, () => open(load)));
  const timer = setTimeout(() => {
    for (const { socket } of lines) socket.destroy(new Error('answers take too long'));
  }, MAX_DURATION_MS);
  const rest = stayAwake();
  const began = performance.now();
  const counts = await Promise.all(lines.map((line) => line.drive(next)));
  const milliseconds = performance.now() - began;
  rest();
  clearTimeout(timer);
  const answers = counts.reduce((sum, count) => sum + count, 0);
  if (once && answers !== file.requests.length) throw new Error('not every request was sent');
  return { responses: answers, milliseconds };
}

/**
 * Keeps this process from sleeping between answers: to wake it is costly, the server pays for it, and the slower one pays
 * more often.
 * @returns ends it
 */
function stayAwake(): () => void {
  let awake = true;
  const again = (): void => {
    if (awake) setImmediate(again);
  };
  again();
  return () => {
    awake = false;
  };
}

function readRequests(file: string): readonly Buffer[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as string[]).map((text) => Buffer.from(text));
}

interface Connection {
  readonly socket: Socket;
  /** Sends requests until there is none; tells how many were answered. */
  drive(next: () => Buffer | undefined): Promise<number>;
}

async function open({ port, status, length }: Load): Promise<Connection> {
  let answered: () => void = () => undefined;
  let head = '';
  let left = 0;

  const take = (size: number, bytes: Uint8Array): void => {
    if (left > 0) {
      left -= size;
    } else {
      const before = head.length;
      head += (bytes as Buffer).toString('latin1', 0, Math.min(size, MAX_HEADER_BYTES));
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        if (head.length >= MAX_HEADER_BYTES) socket.destroy(new Error('an answer without an end of its head'));
        return;
      }
      const promised = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
      if (head.slice(9, 12) !== String(status) || (length !== undefined && promised !== length)) {
        const found = `${head.slice(9, 12)} with ${promised} bytes`;
        return void socket.destroy(new Error(`expected ${status} with ${length ?? 'some'} bytes, found ${found}`));
      }
      left = promised - (size - (end + 4 - before));
      head = '';
    }
    if (left === 0) answered();
    else if (!(left > 0)) socket.destroy(new Error('an answer longer than it promised'));
  };

  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    // One buffer for all that comes: allocating would cost the client more than the server pays to send.
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
        let count = -1;
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('the server closed a connection')));
        answered = () => {
          count++;
          const request = next();
          if (request) return void socket.write(request);
          socket.removeAllListeners('close');
          socket.destroy();
          resolve(count);
        };
        answered();
      }),
  };
}
