import { isUtf8 } from 'node:buffer';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Agb } from '../../fhir/agb.ts';
import { redactText } from '../../output/redaction.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Observation } from '../observation.ts';
import { type CallbackResponse, checkOrganization, receiveResponse, receiveUpdate, refuse } from './callbacks.ts';

/** The context of the router. */
export interface ListenerContext {
  readonly organization: Agb;
  readonly ledger: Ledger;
  /** Returns whether a booking is under way. */
  isCreating(): boolean;
  /** Is called for every callback, without its body. */
  onReceived(callback: ReceivedCallback): void;
}

/** A callback from the XIS, and the status that it got. */
export interface ReceivedCallback {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The deviations of a callback that was taken, such as an empty comment. */
  readonly observations: readonly Observation[];
}

/** Creates a router for the callbacks, to be mounted in any Express application. */
export function createCallbackRouter(context: ListenerContext): Router {
  const router = Router({ caseSensitive: true });
  const body = express.json({ type: () => true, limit: '1mb', strict: false, verify: requireUtf8 });
  const handleWith =
    (decide: (request: Request) => CallbackResponse): RequestHandler =>
    (request, response) => {
      const forbidden = checkOrganization(request.headers, context.organization);
      reply(context, request, response, forbidden ?? checkMediaType(request) ?? decide(request));
    };
  router
    .route('/AppointmentResponse')
    .post(
      body,
      handleWith((request) => receiveResponse(context.ledger, request.body, context.isCreating())),
    )
    .all(rejectMethod(context, 'POST'));
  router
    .route('/Appointment/:id')
    .put(
      body,
      handleWith((request) =>
        receiveUpdate(context.ledger, String(request.params['id']), request.body, context.isCreating()),
      ),
    )
    .all(rejectMethod(context, 'PUT'));
  router.use((request, response) =>
    reply(context, request, response, refuse(404, 'not-found', 'The path is unknown.')),
  );
  router.use(rejectUnreadable(context));
  return router;
}

/** Rejects a body that is not UTF-8 (TR-14): Express would replace its bytes. */
function requireUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw Object.assign(new Error('not UTF-8'), { status: 400, type: NOT_UTF8 });
}

const NOT_UTF8 = 'body.not-utf8';

function checkMediaType(request: Request): CallbackResponse | undefined {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() === 'application/fhir+json' || type.trim() === 'application/json') return undefined;
  return refuse(415, 'not-supported', 'Content-Type: expected application/fhir+json.');
}

/** Rejects other methods with 405. */
function rejectMethod(context: ListenerContext, method: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', method);
    reply(context, request, response, refuse(405, 'not-supported', `This path supports ${method} only.`));
  };
}

/** Rejects unreadable requests, without repeating any part of them. */
function rejectUnreadable(context: ListenerContext): ErrorRequestHandler {
  return (error: { readonly type?: string; readonly status?: number }, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const isOurs = (error.status ?? 500) >= 500;
    const problem =
      error.type === 'entity.too.large'
        ? refuse(413, 'too-long', 'The body is longer than 1 MiB.')
        : isOurs
          ? refuse(500, 'exception', 'Spreekuur.nl failed.')
          : error.status === 415
            ? refuse(415, 'not-supported', 'The body has an unsupported encoding; expected UTF-8.')
            : error.type === NOT_UTF8
              ? refuse(400, 'structure', 'The body is not UTF-8.')
              : refuse(400, 'structure', 'The request is malformed, or its body is not JSON.');
    reply(context, request, response, problem);
  };
}

function reply(
  context: ListenerContext,
  request: Request,
  response: Response,
  { status, issue, retryAfterSeconds, observations = [] }: CallbackResponse,
): void {
  context.onReceived({ method: request.method, path: redactText(request.path), status, observations });
  response.status(status).setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  if (!issue) return void response.end();
  response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', ...issue }] }));
}
