import type { IncomingMessage } from 'node:http';
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Agb } from '../../fhir/agb.ts';
import { type JsonBody, readJson } from '../../fhir/http/read-body.ts';
import { redactText } from '../../output/redaction.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Observation } from '../observation.ts';
import type { Authenticate } from './authenticate.ts';
import {
  type CallbackResponse,
  checkOrganization,
  receiveResponse,
  receiveUpdate,
  refuse,
  type TokenRejection,
} from './callbacks.ts';

/** 1 MiB. */
const MAX_BODY_BYTES = 1_048_576;

/** The context of the router. */
export interface ListenerContext {
  readonly organization: Agb;
  readonly ledger: Ledger;
  /** Validates the token of a callback; returns the error response if it is rejected. By default no token is looked at. */
  readonly authenticate: Authenticate | undefined;
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
  /** Why the token of the callback was rejected (AU-7, AU-8); undefined if it was not. */
  readonly rejection: TokenRejection | undefined;
  /** The deviations of a callback that was taken, such as an empty comment. */
  readonly observations: readonly Observation[];
}

/** Creates a router for the callbacks, to be mounted in any Express application. */
export function createCallbackRouter(context: ListenerContext): Router {
  const router = Router({ caseSensitive: true });
  const { authenticate } = context;
  if (authenticate) router.use(requireToken(context, authenticate));
  const handleWith =
    (decide: (body: unknown, id: string) => CallbackResponse): RequestHandler =>
    (request, response) =>
      readRequestBody(request, (body) => {
        const rejection =
          rejectBody(body) ?? checkOrganization(request.headers, context.organization) ?? checkMediaType(request);
        const value = 'value' in body ? body.value : {};
        reply(context, request, response, rejection ?? decide(value, String(request.params['id'])));
      });
  router
    .route('/AppointmentResponse')
    .post(handleWith((body) => receiveResponse(context.ledger, body, context.isCreating())))
    .all(rejectMethod(context, 'POST'));
  router
    .route('/Appointment/:id')
    .put(handleWith((body, id) => receiveUpdate(context.ledger, id, body, context.isCreating())))
    .all(rejectMethod(context, 'PUT'));
  router.use((request, response) =>
    reply(context, request, response, refuse(404, 'not-found', 'The path is unknown.')),
  );
  router.use(rejectUnreadable(context));
  return router;
}

/** Rejects a request whose token is not right, before its organization and its body are looked at. */
function requireToken(context: ListenerContext, authenticate: Authenticate): RequestHandler {
  return (request, response, next) => {
    authenticate(request).then(
      (rejection) => (rejection ? reply(context, request, response, rejection) : next()),
      (error) => next(error),
    );
  };
}

/** The bodies that were read to find the engine of a callback. */
const READ_BODIES = new WeakMap<IncomingMessage, JsonBody>();

/** Reads the body, unless it was read before, or the application in which the router is mounted has read it. */
export function readRequestBody(request: Request, done: (body: JsonBody) => void): void {
  const known = READ_BODIES.get(request) ?? (request.readableEnded ? { value: request.body } : undefined);
  if (known) return done(known);
  readJson(request, MAX_BODY_BYTES, (body) => {
    READ_BODIES.set(request, body);
    done(body);
  });
}

/** Rejects a body that cannot be read, without repeating any part of it (TR-14). An empty body has no properties. */
function rejectBody(body: JsonBody): CallbackResponse | undefined {
  if ('value' in body) return undefined;
  switch (body.problem) {
    case 'empty':
      return undefined;
    case 'compressed':
      return refuse(415, 'not-supported', 'Compressed bodies are not supported.');
    case 'too-long':
      return refuse(413, 'too-long', 'The body is longer than 1 MiB.');
    case 'not-utf8':
      return refuse(400, 'structure', 'The body is not UTF-8.');
    case 'not-json':
      return refuse(400, 'structure', 'The body is not JSON.');
    case 'too-complex':
      return refuse(422, 'structure', 'The body is nested too deeply, or has too many keys.');
  }
}

function checkMediaType(request: Request): CallbackResponse | undefined {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const isJson = type.trim() === 'application/fhir+json' || type.trim() === 'application/json';
  const hasOtherCharset = parameters.some((parameter) => /^\s*charset="?(?!utf-?8|us-ascii)/.test(parameter));
  if (isJson && !hasOtherCharset) return undefined;
  return refuse(415, 'not-supported', 'Content-Type: expected application/fhir+json in UTF-8.');
}

/** Rejects other methods with 405. */
function rejectMethod(context: ListenerContext, method: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', method);
    reply(context, request, response, refuse(405, 'not-supported', `This path supports ${method} only.`));
  };
}

/** Rejects requests that Express cannot read, such as a path with malformed percent-encoding. */
function rejectUnreadable(context: ListenerContext): ErrorRequestHandler {
  return (error: { readonly status?: number }, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const isOurs = (error.status ?? 500) >= 500;
    const problem = isOurs
      ? refuse(500, 'exception', 'Spreekuur.nl failed.')
      : refuse(400, 'structure', 'The request is malformed.');
    reply(context, request, response, problem);
  };
}

function reply(
  context: ListenerContext,
  request: Request,
  response: Response,
  { status, issue, retryAfterSeconds, challenge, rejection, observations = [] }: CallbackResponse,
): void {
  context.onReceived({ method: request.method, path: redactText(request.path), status, rejection, observations });
  response.status(status).setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  if (challenge !== undefined) response.setHeader('WWW-Authenticate', challenge);
  if (!issue) return void response.end();
  response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', ...issue }] }));
}
