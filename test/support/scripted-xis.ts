import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'vitest';
import {
  type BookingEngine,
  type BookingEngineOptions,
  createBookingEngine,
  type EngineSystem,
  realSystem,
} from '../../engine/index.ts';
import { toInstant } from './time.ts';

/** A request as the XIS received it. */
export interface WireRequest {
  /** For instance `GET /fhir/Slot?status=free`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The reaction to a request: a response, no response, half of one, a connection reset, or what a function writes. */
export type ScriptedResponse =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** An object is sent as FHIR JSON, a text without change. */
      readonly body?: object | string;
    }
  | 'hang'
  | 'hang-halfway'
  | 'reset'
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A XIS that records its requests and returns scripted responses. */
export interface ScriptedXis {
  /** The FHIR base. */
  readonly url: string;
  readonly received: readonly WireRequest[];
  /** Sets the responses to the next requests. The last response is repeated. */
  respondWith(...scripts: readonly ScriptedResponse[]): void;
  /**
   * A timer for time-outs, of one request at a time: the time is over when a response is due that never comes. So no
   * time-out strikes because a machine is busy.
   */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedXis(): Promise<ScriptedXis> {
  const received: WireRequest[] = [];
  let scripts: readonly ScriptedResponse[] = [];
  const hanging = new EventTarget();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, url, headers } = request;
      received.push({ line: `${method} ${url}`, headers, text: Buffer.concat(parts).toString() });
      const [script = { status: 404 }, ...rest] = scripts;
      if (rest.length > 0) scripts = rest;
      play(script, request, response);
      if (script === 'hang' || script === 'hang-halfway') hanging.dispatchEvent(new Event('hang'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`,
    received,
    respondWith: (...next) => {
      scripts = next;
    },
    wait: (_milliseconds, signal) =>
      new Promise((resolve) => {
        hanging.addEventListener('hang', () => resolve(), { once: true, ...(signal && { signal }) });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function play(script: ScriptedResponse, request: IncomingMessage, response: ServerResponse): void {
  if (script === 'hang') return;
  if (script === 'hang-halfway') {
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
    return void response.write('{"resourceType":');
  }
  if (script === 'reset') return void request.socket.resetAndDestroy();
  if (typeof script === 'function') return script(request, response);
  const { status = 200, headers = {}, body } = script;
  const isObject = typeof body === 'object';
  response.writeHead(status, { ...(isObject ? { 'Content-Type': 'application/fhir+json' } : {}), ...headers });
  response.end(isObject ? JSON.stringify(body) : body);
}

/** Creates a booking engine with a frozen clock, and records its log. */
export function createEngine(
  xis: string,
  {
    now = '2027-01-11T07:00:00+01:00',
    wait = realSystem.wait,
    ...options
  }: Partial<BookingEngineOptions> & { readonly now?: string; readonly wait?: EngineSystem['wait'] } = {},
): { readonly engine: BookingEngine; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const engine = createBookingEngine({
    xis,
    organization: '01000001',
    logError: (message) => void errors.push(message),
    system: { ...realSystem, now: () => toInstant(now), elapsed: () => 0, wait },
    ...options,
  });
  return { engine, errors };
}

/** vitest's `test` with a scripted XIS. */
export const scriptedTest = test.extend<{ xis: ScriptedXis }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const xis = await startScriptedXis();
    await use(xis);
    await xis.close();
  },
});
