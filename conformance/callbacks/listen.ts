import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHttpServer } from '../../fhir/http/http-server.ts';
import { readBody } from '../../fhir/http/read-body.ts';
import type { IssueCode, OperationOutcome } from '../../fhir/resources/operation-outcome.ts';
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
const BODY_TOO_LONG = outcome(413, 'too-long', 'The body is longer than 64 KiB.');
const FAILED = outcome(500, 'exception', 'The check failed to respond to this callback.');

/** Listens for the callbacks of a XIS. The newest handler responds to them; without a handler they get 404. */
export async function listenForCallbacks(options: ListenOptions): Promise<RunningListener> {
  const { port, host = '127.0.0.1', publicUrl, now } = options;
  const handlers: ((callback: IncomingCallback) => CallbackResponse | Promise<CallbackResponse>)[] = [];
  const base = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');

  const respond = async (request: IncomingMessage, body: Buffer | undefined, at: number): Promise<CallbackResponse> => {
    if (body === undefined) return BODY_TOO_LONG;
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

  const server = createHttpServer((request, response) => {
    const at = now();
    readBody(request, MAX_BODY_BYTES, (body) => {
      respond(request, body, at).then(
        (result) => send(response, result),
        () => send(response, FAILED),
      );
    });
  });
  const boundPort = await server.listen(port, host);
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
    close: () => server.close(),
  };
}

/** Returns the host of a URL that leads to an address that the server listens on. */
function urlHost(address: string): string {
  const isLocal = ['0.0.0.0', '::', '::1'].includes(address) || address.startsWith('127.');
  if (isLocal) return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

function textHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: CallbackResponse): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
}

/** Creates an error response. */
function outcome(status: number, code: IssueCode, diagnostics: string): CallbackResponse {
  const body: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code, diagnostics }],
  };
  return { status, headers: { 'Content-Type': 'application/fhir+json; charset=utf-8' }, body: JSON.stringify(body) };
}
