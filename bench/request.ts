import { connect } from 'node:net';
import { defined } from '../schema/defined.ts';
import type { FixedResponse } from './fixed-response.ts';

/** A request to one organization. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly agb: string;
  readonly body?: string;
  /** The media type of the body: that of FHIR, if missing. */
  readonly mediaType?: string;
}

function buildHeaders({
  agb,
  body,
  mediaType = 'application/fhir+json',
}: BenchRequest): Readonly<Record<string, string>> {
  return defined({
    Accept: 'application/fhir+json',
    'X-Organization-Identifier': `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
    'Content-Type': body === undefined ? undefined : mediaType,
  });
}

/** Formats a request as the text of an HTTP/1.1 request. */
export function formatRequest(request: BenchRequest): string {
  const { method, path, body = '' } = request;
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const headers = Object.entries({ Host: 'localhost', ...buildHeaders(request), ...length });
  return `${method} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** Sends a request, and returns the response with the headers that the server itself sets. */
export async function sendRequest(port: number, request: BenchRequest): Promise<FixedResponse> {
  const { method, path, body } = request;
  const init = defined({ method, headers: buildHeaders(request), body });
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  const headers = ['Content-Length', 'Content-Type', 'Location'].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [name, value];
  });
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

/**
 * Sends a request on a new connection, and waits for the whole response. It uses a socket, because the first request of
 * an HTTP client takes longer than the time to measure.
 */
export function sendFirstRequest(port: number, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = '';
    let remaining: number | undefined;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('the first request timed out')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection closed before the first response')));
    socket.on('data', (bytes: Buffer) => {
      if (remaining === undefined) {
        const before = head.length;
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) {
          return void socket.destroy(new Error(`expected 200 as the first response, got ${head.slice(0, end)}`));
        }
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
        remaining = length - (before + bytes.length - end - 4);
      } else {
        remaining -= bytes.length;
      }
      if (remaining > 0) return;
      socket.removeAllListeners('close').destroy();
      resolve();
    });
  });
}
