import { IncomingMessage, ServerResponse } from 'node:http';
import { createHttpServer, type HttpServer } from '../../fhir/http/http-server.ts';
import type { App } from './app.ts';

/**
 * Creates an HTTP server for an application with Express. Express sets the prototypes of every request and response, which
 * is nearly all of its cost. This server creates them with those prototypes, so that Express has nothing to change
 * (docs/decisions/0004-express-without-its-cost.md).
 */
export function createExpressServer({ handle, express: app }: App): HttpServer {
  class XisRequest extends IncomingMessage {}
  class XisResponse extends ServerResponse {}
  Object.setPrototypeOf(XisRequest.prototype, app.request);
  Object.setPrototypeOf(XisResponse.prototype, app.response);
  app.request = XisRequest.prototype as typeof app.request;
  app.response = XisResponse.prototype as typeof app.response;
  return createHttpServer(handle, {
    IncomingMessage: XisRequest,
    ServerResponse: XisResponse as typeof ServerResponse,
  });
}
