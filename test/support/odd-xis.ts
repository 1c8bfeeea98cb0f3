import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A value that a function may also return as a promise. */
type Awaitable<T> = T | Promise<T>;

/** A request on its way to the target. */
export interface OddRequest {
  readonly method: string;
  /** The path behind the FHIR base, such as `/Slot`. */
  readonly path: string;
  /** May be changed in place. Without a change the query is forwarded as it came, byte for byte. */
  readonly query: URLSearchParams;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parses the body; undefined for a body that is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  json(): any;
}

/** A response on its way back. */
export interface OddResponse {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text: string;
  /** Parses the body; undefined for a body that is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  json(): any;
}

/** Headers that replace those of a message; undefined removes one. Names are in lower case. */
type HeaderChanges = Readonly<Record<string, string | undefined>>;

/** The parts of a request that are replaced. An object as `body` is sent as JSON. */
export interface RequestChanges {
  readonly method?: string;
  readonly path?: string;
  readonly query?: URLSearchParams;
  readonly headers?: HeaderChanges;
  readonly body?: string | Buffer | object;
}

/** The parts of a response that are replaced. An object as `body` is sent as JSON. */
export interface ResponseChanges {
  readonly status?: number;
  readonly headers?: HeaderChanges;
  readonly body?: string | Buffer | object;
}

/** A response without the target. An object as `body` is sent as FHIR JSON. */
export interface OwnResponse extends ResponseChanges {
  readonly status: number;
}

/** The oddities of a XIS: each function may return changes, or undefined for none. */
export interface Oddities {
  /** Changes a request, or responds at once: a `status` makes it a response. */
  readonly request?: (request: OddRequest) => Awaitable<RequestChanges | OwnResponse | undefined>;
  /** Changes a response of the target; not called for a response of `request`. */
  readonly response?: (response: OddResponse, request: OddRequest) => Awaitable<ResponseChanges | undefined>;
}

/** A XIS that behaves as its target, apart from its oddities. */
export interface OddXis {
  /** The FHIR base. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Headers of one connection, or that follow from the body. */
const CONNECTION_HEADERS = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

/**
 * Starts a XIS that forwards requests to another one, and changes requests and responses. Bodies are forwarded byte for byte
 * unless they are changed.
 * @param options.target the FHIR base of the other XIS, over http
 * @example
 * const xis = await startOddXis({
 *   target: simulator.baseUrl,
 *   request: ({ path }) => (path === '/Schedule' ? { status: 404 } : undefined),
 *   response: (response, { path }) => (path === '/Slot' ? { body: withoutDisplays(response.json()) } : undefined),
 * });
 */
export async function startOddXis({ target, ...oddities }: Oddities & { readonly target: string }): Promise<OddXis> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { status, headers, body } = await respond(new URL(target), oddities, incoming);
      outgoing.writeHead(status, headers).end(body);
    } catch (error) {
      // A mistake of a test: its assertions show the text.
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`odd XIS: ${String(error)}`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath(new URL(target))}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  target: URL,
  oddities: Oddities,
  incoming: IncomingMessage,
): Promise<Pick<OddResponse, 'status' | 'headers' | 'body'>> {
  const [rawPath = '', rawQuery = ''] = splitOnce(incoming.url ?? '/', '?');
  const received = {
    method: incoming.method ?? 'GET',
    path: rawPath.slice(basePath(target).length),
    query: new URLSearchParams(rawQuery),
    headers: toHeaders(incoming),
    ...createBody(await readBody(incoming)),
  };
  const queryBefore = received.query.toString();
  const changes: RequestChanges | OwnResponse = (await oddities.request?.(received)) ?? {};
  if ('status' in changes) {
    const { status, headers = {}, body = '' } = changes;
    const mediaType = typeof body === 'string' ? {} : { 'content-type': 'application/fhir+json' };
    return { status, headers: mergeHeaders(mediaType, headers), body: toBuffer(body) };
  }
  const { method = received.method, path = received.path, query = received.query } = changes;
  const queryText = query.toString() === queryBefore ? rawQuery : query.toString();
  const response = await forward(target, {
    method,
    path: `${basePath(target)}${path}${queryText === '' ? '' : `?${queryText}`}`,
    headers: mergeHeaders(received.headers, changes.headers),
    body: changes.body === undefined ? received.body : toBuffer(changes.body),
  });
  const replaced = await oddities.response?.({ ...response, ...createBody(response.body) }, received);
  return {
    status: replaced?.status ?? response.status,
    headers: mergeHeaders(response.headers, replaced?.headers),
    body: replaced?.body === undefined ? response.body : toBuffer(replaced.body),
  };
}

function forward(
  { hostname, port }: URL,
  { body, ...options }: Pick<OddRequest, 'method' | 'path' | 'headers'> & { readonly body: Buffer },
): Promise<Pick<OddResponse, 'status' | 'headers' | 'body'>> {
  return new Promise((resolve, reject) => {
    const request = sendRequest({ ...options, hostname, port }, (response) => {
      readBody(response).then(
        (received) => resolve({ status: response.statusCode ?? 0, headers: toHeaders(response), body: received }),
        reject,
      );
    });
    request.on('error', reject).end(body);
  });
}

function createBody(body: Buffer) {
  return {
    body,
    text: body.toString('utf8'),
    json() {
      try {
        return JSON.parse(body.toString('utf8'));
      } catch {
        return undefined;
      }
    },
  };
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function toBuffer(body: string | Buffer | object): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function toHeaders({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const forwarded = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name));
  return Object.fromEntries(forwarded.map(([name, value]) => [name, String(value)]));
}

function mergeHeaders(
  headers: Readonly<Record<string, string>>,
  changes: HeaderChanges = {},
): Readonly<Record<string, string>> {
  const merged = Object.entries({ ...headers, ...changes });
  return Object.fromEntries(merged.filter((header): header is [string, string] => header[1] !== undefined));
}

function basePath({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '');
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
