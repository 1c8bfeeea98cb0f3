import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackAnswer, CallbackListener, IncomingCallback } from '../callback-listener.ts';

/** A listener for callbacks that runs. */
export interface RunningListener extends CallbackListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Where it listens. */
export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** Spreekuur.nl's base as the XIS reaches it, where that is another one: behind a tunnel or a proxy. */
  readonly publicUrl?: string;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** Longer bodies are answered with 413: 64 KiB. */
const LONGEST_BODY = 65_536;
/** How long a request may take to come in, in milliseconds. */
const LONGEST_REQUEST_MS = 30_000;

/** Listens for the callbacks of a XIS. Whoever has them handed over answers them; without anybody they get 404. */
export async function listenForCallbacks(options: ListenOptions): Promise<RunningListener> {
  const { port, host = '127.0.0.1', publicUrl, now } = options;
  const handlers: ((callback: IncomingCallback) => CallbackAnswer | Promise<CallbackAnswer>)[] = [];
  const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');

  const answer = async (request: IncomingMessage): Promise<CallbackAnswer> => {
    const at = now();
    const body = await readBody(request);
    if (body === undefined) return { status: 413, headers: { Connection: 'close' } };
    const handle = handlers.at(-1);
    if (!handle) return { status: 404 };
    const path = request.url ?? '/';
    return handle({
      method: request.method ?? '',
      // A proxy may have taken the base off already.
      path: base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path,
      headers: textHeaders(request),
      body,
      at,
    });
  };

  const server = createServer({ requestTimeout: LONGEST_REQUEST_MS }, (request, response) => {
    answer(request).then(
      (given) => send(response, given),
      () => send(response, { status: 500 }),
    );
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const isLocal = host === '0.0.0.0' || host === '::' || host === '::1' || host.startsWith('127.');
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: (publicUrl ?? `http://${name}:${bound}`).replace(/\/+$/, ''),
    port: bound,
    onCallback(handle) {
      handlers.push(handle);
      return () => {
        const index = handlers.indexOf(handle);
        if (index >= 0) handlers.splice(index, 1);
      };
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The body as text; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function textHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: CallbackAnswer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, headers).end(body);
}
