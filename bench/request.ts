import type { FixedAnswer } from './answer-file.ts';

/** A request, before it is text. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly agb: string;
  readonly body?: string;
}

/** What a well-behaved client sends, and no more. */
function headersOf({ agb, body }: BenchRequest): Readonly<Record<string, string>> {
  return {
    Accept: 'application/fhir+json',
    'X-Organization-Identifier': `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
    ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
  };
}

/** A request as it goes over the line. */
export function requestText(request: BenchRequest): string {
  const { method, path, body = '' } = request;
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const headers = Object.entries({ Host: 'localhost', ...headersOf(request), ...length });
  return `${method} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** Asks a server once, and keeps what it says with the headers that are its own and not Node's. */
export async function ask(port: number, request: BenchRequest): Promise<FixedAnswer> {
  const { method, path, body } = request;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: headersOf(request),
    ...(body === undefined ? {} : { body }),
  });
  const own = ['Content-Length', 'Content-Type', 'Location'];
  const headers = own.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [name, value];
  });
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}
