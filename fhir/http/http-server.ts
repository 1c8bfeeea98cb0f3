import { createServer, type RequestListener, type ServerOptions, type ServerResponse } from 'node:http';
import { type AddressInfo, Server, type Socket } from 'node:net';
import {
  classifyParserError,
  HTTP_ERRORS,
  type HttpErrorId,
  type ParserError,
  toHttpOutcome,
  writeRawResponse,
} from './parser-errors.ts';

/** An HTTP server of which every error is an OperationOutcome, those of the parser of Node.js included. */
export interface HttpServer {
  /**
   * Listens on an address; 0 selects any free port.
   * @returns the port
   * @throws the error of Node.js, such as `EADDRINUSE`
   */
  listen(port: number, host: string): Promise<number>;
  /**
   * Stops listening. Waits until the requests under way have their responses, which are the last on their connections.
   * @param waits.silence waits for the requests of clients that have just connected, or keep a connection: theirs may be on
   *   its way, and a client does not send a booking twice
   * @param waits.deadline ends the wait for all
   */
  drain(waits: { silence(): Promise<unknown>; readonly deadline: Promise<unknown> }): Promise<void>;
  /** Stops listening, and ends every connection, also that of a client that never ends its request. */
  close(): Promise<void>;
}

export interface HttpServerOptions extends Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  /** The time within which a request arrives, in milliseconds; then it gets 408. */
  readonly requestTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 30_000;
/**
 * How long an unused connection is kept, which each response says. After the 5 seconds of Node.js, a request of a client that
 * was busy could meet the end of its connection, and a booking is not sent twice.
 */
const KEEP_ALIVE_MS = 65_000;
/** The bytes that a connection may bring after its last response: 16 MiB. */
const MAX_LINGER_BYTES = 16 * 1024 * 1024;
/** Twice the connections that the operating system holds for Node.js by default. */
const MAX_ACCEPT_TURNS = 1024;

/** Creates an HTTP server for a handler of requests (TR-7). */
export function createHttpServer(
  handle: RequestListener,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS, ...classes }: HttpServerOptions = {},
): HttpServer {
  /** The open connections, each with its latest response. */
  const connections = new Map<Socket, ServerResponse | undefined>();
  const server = createServer({
    ...classes,
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 2,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node.js would respond without a body.
    requireHostHeader: false,
  });
  let acceptedCount = 0;
  server.on('connection', (socket) => {
    acceptedCount += 1;
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  let isDraining = false;
  server.on('request', (request, response) => {
    connections.set(request.socket, response);
    if (isDraining) response.setHeader('Connection', 'close');
    if (request.headers.host === undefined && request.httpVersion === '1.1') reject(response, 'host-missing');
    else handle(request, response);
  });
  server.on('checkExpectation', (_request, response) => reject(response, 'unknown-expectation'));
  // The parser lets go of the connection, so that nothing would end it later.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined).end(writeRawResponse('unknown-method'), () => socket.destroy());
  });
  server.on('clientError', (error: ParserError, socket) => {
    respondToParserError(error, socket as Socket, connections.get(socket as Socket));
  });
  /**
   * Accepts the connections that the operating system has accepted already: it would reset them. Node.js accepts one in each
   * turn of its loop; the first turn may be one that has looked for connections before.
   */
  const acceptWaiting = async (): Promise<void> => {
    let quietTurns = 0;
    for (let turn = 0; quietTurns < 2 && turn < MAX_ACCEPT_TURNS; turn++) {
      const before = acceptedCount;
      await new Promise(setImmediate);
      quietTurns = acceptedCount === before ? quietTurns + 1 : 0;
    }
  };
  const stopListening = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return {
    async listen(port, host) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          // Such as too many open files: the connection is lost, and the listener goes on.
          server.on('error', () => undefined);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    },
    async drain({ silence, deadline }) {
      isDraining = true;
      for (const [socket, response] of connections) {
        if (response === undefined || response.writableFinished) continue;
        if (response.headersSent) response.once('finish', () => socket.destroySoon());
        else response.setHeader('Connection', 'close');
      }
      await acceptWaiting();
      // The method of an HTTP server ends the connections that clients keep.
      const closed = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
      await Promise.race([closed, silence(), deadline]);
      for (const [socket, response] of connections) {
        const isIdle = response === undefined ? socket.bytesRead === 0 : response.writableFinished;
        if (isIdle) socket.destroy();
      }
      await Promise.race([closed, deadline]);
    },
    async close() {
      const closed = stopListening();
      for (const socket of connections.keys()) socket.destroy();
      await closed;
    },
  };
}

function reject(response: ServerResponse, id: HttpErrorId): void {
  const body = JSON.stringify(toHttpOutcome(id));
  response.writeHead(HTTP_ERRORS[id].status, {
    'Content-Type': 'application/fhir+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.end(body);
}

/**
 * Responds to what the parser rejects. It has no request, so the response goes to the socket, behind the response to an
 * earlier request on the same connection, and never into the middle of one.
 * @param latest the latest response on the connection
 */
function respondToParserError(error: ParserError, socket: Socket, latest: ServerResponse | undefined): void {
  const isConnected = socket.writable && error.code !== 'ECONNRESET';
  if (!isConnected) return void dropOrLinger(error, socket);
  const respond = (): void => {
    if (socket.writable) socket.end(writeRawResponse(classifyParserError(error)));
  };
  if (latest === undefined) return respond();
  const isOfLatest = !latest.req.complete;
  if (isOfLatest) return latest.headersSent ? socket.destroySoon() : respond();
  if (latest.writableEnded) return respond();
  latest.once('finish', respond);
}

/**
 * Destroys a connection. One that got its last response goes on, unread: otherwise a client that still sends would lose the
 * response. It ends with its client, or when its request is overdue.
 */
function dropOrLinger(error: ParserError, socket: Socket): void {
  const isEnding = socket.writableEnded && error.code?.startsWith('HPE_') === true;
  if (!isEnding || socket.bytesRead > MAX_LINGER_BYTES) socket.destroy();
}
