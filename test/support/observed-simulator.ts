import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../simulator/index.ts';
import { openConnection, readToEnd } from './raw-http.ts';

const CLI = new URL('../../dist/cli/main.js', import.meta.url);
const HEAP_SNAPSHOT = new URL('heap-snapshot.mjs', import.meta.url);

/** A request as it goes out, with a connection of its own. */
export interface ObservedRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes out as JSON. */
  readonly body?: string | object;
}

/** A simulator in a process of its own, whose memory a test looks into (`await using`). */
export interface ObservedSimulator extends AsyncDisposable {
  readonly port: number;
  /** Sends a request, and returns status line, headers and body. */
  send(method: string, path: string, request?: ObservedRequest): Promise<string>;
  /** Returns the texts that its JavaScript can reach. Memory outside, such as that of buffers, is not in them. */
  heap(): Promise<Buffer>;
}

/** Starts the command `simulate`. */
export async function startObservedSimulator(configuration: Configuration): Promise<ObservedSimulator> {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-heap-'));
  const file = join(folder, 'practice.json');
  await writeFile(file, JSON.stringify(configuration));
  const child = fork(CLI, ['simulate', '--port', '0', '--log', 'none', '--config', file], {
    // Longer texts would be cut.
    execArgv: ['--expose-gc', '--heap-snapshot-string-limit=2000000', '--import', HEAP_SNAPSHOT.href],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  while (!/localhost:\d+/.test(printed)) await once(child.stdout ?? child, 'data');
  const port = Number(/localhost:(\d+)/.exec(printed)?.[1]);
  return {
    port,
    async send(method, path, { headers = {}, body = '' } = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const length = text === '' ? {} : { 'Content-Length': String(Buffer.byteLength(text)) };
      const all = { Host: 'localhost', Connection: 'close', ...length, ...headers };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      const socket = await openConnection(port);
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`);
      return readToEnd(socket);
    },
    async heap() {
      const snapshot = join(folder, 'simulator.heapsnapshot');
      child.send(snapshot);
      await once(child, 'message');
      const content = await readFile(snapshot);
      return content.subarray(content.lastIndexOf('"strings":['));
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'close');
      await rm(folder, { recursive: true });
    },
  };
}
