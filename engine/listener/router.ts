import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express';
import type { Agb } from '../../fhir/agb.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import { redactText } from '../../output/redaction.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type CallbackAnswer, checkOrganization, receiveAnswer, receiveUpdate } from './callbacks.ts';

/** What the router works with. */
export interface ListenerContext {
  readonly organization: Agb;
  readonly ledger: Ledger;
  /** Whether an appointment is being created at this moment. */
  isCreating(): boolean;
  /** Told of every callback and its answer; holds nothing of the body. */
  received(callback: { readonly method: string; readonly path: string; readonly status: number }): void;
}

/** Spreekuur.nl's side of the callbacks, to be mounted in any Express application. */
export function createCallbackRouter(context: ListenerContext): Router {
  const router = Router({ caseSensitive: true });
  const body = express.json({ type: () => true, limit: '1mb', strict: false });
  const answerWith =
    (decide: (request: Request) => CallbackAnswer): RequestHandler =>
    (request, response) => {
      const foreign = checkOrganization(headerOf(request, 'x-organization-identifier'), context.organization);
      reply(context, request, response, foreign ?? mediaTypeProblem(request) ?? decide(request));
    };
  router
    .route('/AppointmentResponse')
    .post(
      body,
      answerWith((request) => receiveAnswer(context.ledger, request.body, context.isCreating())),
    )
    .all(notAllowed(context, 'POST'));
  router
    .route('/Appointment/:id')
    .put(
      body,
      answerWith((request) =>
        receiveUpdate(context.ledger, String(request.params['id']), request.body, context.isCreating()),
      ),
    )
    .all(notAllowed(context, 'PUT'));
  router.use((request, response) =>
    reply(context, request, response, refuse(404, 'not-found', 'There is nothing at this path.')),
  );
  router.use(unreadable(context));
  return router;
}

function headerOf(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function mediaTypeProblem(request: Request): CallbackAnswer | undefined {
  const [type = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  if (type.trim() === 'application/fhir+json' || type.trim() === 'application/json') return undefined;
  return refuse(415, 'not-supported', 'The body must be sent as Content-Type: application/fhir+json.');
}

function notAllowed(context: ListenerContext, method: string): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', method);
    reply(context, request, response, refuse(405, 'not-supported', `This path takes ${method} only.`));
  };
}

function refuse(status: number, code: IssueCode, diagnostics: string): CallbackAnswer {
  return { status, issue: { code, diagnostics } };
}

/** What cannot be read is told as such, without a word of what it was. */
function unreadable(context: ListenerContext): ErrorRequestHandler {
  return (error: { readonly type?: string; readonly status?: number }, request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    const isOurs = (error.status ?? 500) >= 500;
    const problem =
      error.type === 'entity.too.large'
        ? refuse(413, 'too-long', 'The body is longer than 1 MiB.')
        : isOurs
          ? refuse(500, 'exception', 'Spreekuur.nl failed.')
          : error.status === 415
            ? refuse(415, 'not-supported', 'The body must be in UTF-8, and not in an encoding that is not known.')
            : refuse(400, 'structure', 'The request cannot be read, or its body is not JSON.');
    reply(context, request, response, problem);
  };
}

function reply(
  context: ListenerContext,
  request: Request,
  response: Response,
  { status, issue, retryAfterSeconds }: CallbackAnswer,
): void {
  context.received({ method: request.method, path: redactText(request.path), status });
  response.status(status).setHeader('Content-Type', 'application/fhir+json; charset=utf-8');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
  if (!issue) return void response.end();
  response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', ...issue }] }));
}
