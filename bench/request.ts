import { connect } from 'node:net';
import type { FixedResponse } from './fixed-response.ts';

/** A request, before it is text. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly agb: string;
  readonly body?: string;
}

/** What a well-behaved client sends, and no more. */
function buildHeaders({ agb, body }: BenchRequest): Readonly<Record<string, string>> {
  return {
    Accept: 'application/fhir+json',
    'X-Organization-Identifier': `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
  };
}

/** A request as it goes over the line. */
export function formatRequest(request: BenchRequest): string {
  const { method, path, body = '' } = request;
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const headers = Object.entries({ Host: 'localhost', ...buildHeaders(request), ...length });
  return `${method} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** Asks a server once, and keeps what it says with the headers that are its own and not Node's. */
export async function sendRequest(port: number, request: BenchRequest): Promise<FixedResponse> {
  const { method, path, body } = request;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: buildHeaders(request),
    ...(body === undefined ? {} : { body }),
  });
  const own = ['Content-Length', 'Content-Type', 'Location'];
  const headers = own.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [name, value];
  });
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

/**
 * Sends one request on a new connection, and waits for all of its answer. By hand, because the first request of an HTTP
 * client costs more than what is measured.
 */
export function waitForFirstResponse(port: number, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = '';
    let left: number | undefined;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer came')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection closed before the answer came')));
    socket.on('data', (bytes: Buffer) => {
      if (left === undefined) {
        const before = head.length;
        head += bytes.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) {
          return void socket.destroy(new Error(`the first answer is ${head.slice(0, end)}`));
        }
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
        left = length - (before + bytes.length - end - 4);
      } else {
        left -= bytes.length;
      }
      if (left > 0) return;
      socket.removeAllListeners('close').destroy();
      resolve();
    });
  });
}
