import { isUtf8 } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallbackListener, CallbackResponse, IncomingCallback } from '../callback-listener.ts';

/** A listener that has been started. */
export interface RunningListener extends CallbackListener {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** Spreekuur.nl's base as the XIS reaches it, if a tunnel or a proxy has another URL. */
  readonly publicUrl?: string;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** 64 KiB; a longer body gets 413. */
const MAX_BODY_BYTES = 65_536;
const MAX_REQUEST_MS = 30_000;

/** Listens for the callbacks of a XIS. The newest handler responds to them; without a handler they get 404. */
export async function listenForCallbacks(options: ListenOptions): Promise<RunningListener> {
  const { port, host = '127.0.0.1', publicUrl, now } = options;
  const handlers: ((callback: IncomingCallback) => CallbackResponse | Promise<CallbackResponse>)[] = [];
  const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');

  const respond = async (request: IncomingMessage): Promise<CallbackResponse> => {
    const at = now();
    const body = await readBody(request);
    if (body === undefined) return { status: 413, headers: { Connection: 'close' } };
    const handle = handlers.at(-1);
    if (!handle) return { status: 404 };
    const path = request.url ?? '/';
    return handle({
      method: request.method ?? '',
      // A proxy may have removed the base already.
      path: base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length) : path,
      headers: textHeaders(request),
      // Unlike toString() this leaves out a byte order mark, which JSON.parse() rejects.
      body: new TextDecoder().decode(body),
      isUtf8: isUtf8(body),
      at,
    });
  };

  const server = createServer({ requestTimeout: MAX_REQUEST_MS }, (request, response) => {
    respond(request).then(
      (result) => send(response, result),
      () => send(response, { status: 500 }),
    );
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const boundPort = (server.address() as AddressInfo).port;
  return {
    url: (publicUrl ?? `http://${urlHost(host)}:${boundPort}`).replace(/\/+$/, ''),
    port: boundPort,
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

/** Returns the host of a URL that leads to an address that the server listens on. */
function urlHost(address: string): string {
  const isLocal = ['0.0.0.0', '::', '::1'].includes(address) || address.startsWith('127.');
  if (isLocal) return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

/** Returns the body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function textHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: CallbackResponse): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, headers).end(body);
}
