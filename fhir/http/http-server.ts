import { createServer, type RequestListener, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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
   * Stops listening, and ends connections without a request. Waits until the requests under way have their responses, which
   * are the last on their connections, or until a deadline.
   */
  drain(deadline: Promise<unknown>): Promise<void>;
  /** Stops listening, and ends every connection, also that of a client that never ends its request. */
  close(): Promise<void>;
}

export interface HttpServerOptions extends Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  /** The time within which a request arrives, in milliseconds; then it gets 408. */
  readonly requestTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** The bytes that a connection may bring after its last response: 16 MiB. */
const MAX_LINGER_BYTES = 16 * 1024 * 1024;

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
    // Node.js would respond without a body.
    requireHostHeader: false,
  });
  server.on('connection', (socket) => {
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
    async drain(deadline) {
      isDraining = true;
      const closed = stopListening();
      for (const [socket, response] of connections) {
        const isIdle = response === undefined ? (socket as Socket).bytesRead === 0 : response.writableFinished;
        if (isIdle) socket.destroy();
        else if (response && !response.headersSent) response.setHeader('Connection', 'close');
        else response?.once('finish', () => socket.destroySoon());
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
