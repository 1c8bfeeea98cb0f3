import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { ProblemId } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';

/**
 * Creates an HTTP server for an Express application. Express sets the prototypes of every request and response, which
 * is nearly all of its cost. This server creates them with those prototypes, so that Express has nothing to change
 * (docs/decisions/0004-express-without-its-cost.md).
 */
export function createHttpServer(app: Express): Server {
  class XisRequest extends IncomingMessage {}
  class XisResponse extends ServerResponse {}
  Object.setPrototypeOf(XisRequest.prototype, app.request);
  Object.setPrototypeOf(XisResponse.prototype, app.response);
  app.request = XisRequest.prototype as typeof app.request;
  app.response = XisResponse.prototype as typeof app.response;
  const server = createServer(
    { IncomingMessage: XisRequest, ServerResponse: XisResponse, requestTimeout: 30_000 },
    app,
  );
  server.on('clientError', respondToUnreadable);
  return server;
}

/** Responds to what the HTTP parser of Node.js rejects: it never becomes a request, so the response goes to the socket. */
function respondToUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const problems: Readonly<Record<string, ProblemId>> = {
    HPE_HEADER_OVERFLOW: 'headers-too-long',
    ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  };
  const { status, body } = toOutcome({ problem: problems[error.code ?? ''] ?? 'malformed-request' });
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\nContent-Type: application/fhir+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}
