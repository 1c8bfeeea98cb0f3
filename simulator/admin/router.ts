import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { type Agb, parseAgb } from '../../fhir/agb.ts';
import { type ControlAccess, findAccessProblem } from '../../fhir/http/control-access.ts';
import { readJson } from '../../fhir/http/read-body.ts';
import { type ServerSentEvent, sendEvents } from '../../fhir/http/send-events.ts';
import { redactText } from '../../output/redaction.ts';
import { ConfigurationError } from '../../schema/mistake.ts';
import { ControlError } from '../control/control-error.ts';
import { createOrganization } from '../control/create-organization.ts';
import { createInputReader } from '../control/inputs.ts';
import { splitUrl, valueOrProblem } from '../http/read-request.ts';
import { send, toResponse } from '../http/send.ts';
import { jsonResponse } from '../interaction-result.ts';
import type { OrganizationLog } from '../log/organization-log.ts';
import { isProblem, type Problem } from '../problem.ts';
import type { Simulation } from '../simulation.ts';
import { StoreError, StoreUnavailableError } from '../store/store-error.ts';
import { createApiBrowser } from './api-browser.ts';
import { adminOpenApi } from './openapi.ts';
import { type AdminCall, type AdminRoute, successStatus } from './route.ts';
import { describeHealth } from './routes/organizations.ts';
import { ADMIN_ROUTES } from './routes.ts';

export function createAdminRouter(simulation: Simulation, access: ControlAccess, version: string): Router {
  const router = Router();
  router.get('/health', (_request, response) => sendJson(response, 200, describeHealth(simulation, version)));
  router.use(
    '/docs',
    createApiBrowser((error) => simulation.reportError(error)),
  );
  router.use(requireAccess(access));
  router.get('/openapi.json', (_request, response) =>
    sendJson(response, 200, adminOpenApi(version, simulation.organizations.known())),
  );
  const paths = new Map<string, AdminRoute[]>();
  for (const route of ADMIN_ROUTES) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  // A literal path such as `deliveries/pause` must precede a path with a parameter in its place.
  const ordered = [...paths].sort(([a], [b]) => a.split('{').length - b.split('{').length);
  for (const [path, routes] of ordered) {
    const layer = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const route of routes) layer[route.method](readBody(route), serveRoute(simulation, route, version));
    const allow = routes.map(({ method }) => method.toUpperCase()).join(', ');
    layer.all((_request, response) => rejectMethod(response, allow));
  }
  router.use((_request, response) => sendProblem(response, { problem: 'no-such-path' }));
  router.use(createErrorHandler(simulation));
  return router;
}

/** The sizes of bodies in MiB. Reading a larger one would keep other requests waiting. */
const MAX_BODY_MIB = { usual: 1, large: 64 };

/** Returns a handler that reads a body of any media type. */
function readBody({ hasLargeInput = false }: AdminRoute): RequestHandler {
  const limit = hasLargeInput ? MAX_BODY_MIB.large : MAX_BODY_MIB.usual;
  return (request, response, next) => {
    readJson(request, limit * 1_048_576, (read) => {
      if ('problem' in read && read.problem === 'empty') return next();
      const body = valueOrProblem(read, limit);
      if (isProblem(body)) return sendProblem(response, body);
      request.body = body.value;
      next();
    });
  };
}

function serveRoute(simulation: Simulation, route: AdminRoute, version: string): RequestHandler {
  const read = route.input ? createInputReader(route.input) : undefined;
  return async (request, response) => {
    // Express lets a handler of GET respond to HEAD, and a stream has no end.
    if (route.response?.isStream && request.method === 'HEAD') return rejectMethod(response, 'GET');
    const { agb = '', id = '' } = request.params as Readonly<Record<string, string>>;
    const known = parseAgb(agb);
    const call: AdminCall<unknown> = {
      simulation,
      version,
      agb,
      id,
      organization() {
        if (!known || !simulation.organizations.get(known)) throw new ControlError('not-found', 'unknown organization');
        return createOrganization(simulation, known);
      },
      input: read?.(readInput(request, route)),
    };
    const result = await runRoute(route, call, known);
    if (route.response?.isStream) {
      return sendEvents(response, result as AsyncIterableIterator<ServerSentEvent>, simulation.system);
    }
    if (result === undefined) response.status(successStatus(route)).end();
    else sendJson(response, successStatus(route), result);
  };
}

/** Runs a handler: as a turn of the organization in the path, if it is a command that waits for nothing. */
async function runRoute(route: AdminRoute, call: AdminCall<unknown>, agb: Agb | undefined): Promise<unknown> {
  const { organizations } = call.simulation;
  const log = agb && !route.skipsOpening ? await organizations.enter(agb) : undefined;
  if (!agb || !log || route.method === 'get' || route.isAsync) return runOutsideTurns(route, call, log);
  const cause = { kind: 'command', name: `${route.method.toUpperCase()} ${route.path}` } as const;
  return organizations.turn(agb, cause, () => route.handle(call));
}

/**
 * Runs a handler that is no turn, and waits until all that it has seen is stored.
 * @throws the error of the store when that has failed meanwhile
 */
async function runOutsideTurns(
  route: AdminRoute,
  call: AdminCall<unknown>,
  log: OrganizationLog | undefined,
): Promise<unknown> {
  const [result] = await Promise.all([route.handle(call), log?.pending]);
  await log?.pending;
  if (log?.failure !== undefined) throw log.failure;
  return result;
}

/** Reads the body, or for GET the query with numbers converted. */
function readInput(request: Request, route: AdminRoute): unknown {
  if (route.method !== 'get') return request.body ?? (route.optionalInput ? {} : undefined);
  const query = new URLSearchParams(splitUrl(request.url).rawQuery);
  const lastEventId = route.response?.isStream && request.get('Last-Event-ID');
  if (lastEventId) query.set('after', lastEventId);
  const properties = (route.input?.['properties'] ?? {}) as Readonly<Record<string, { readonly type?: string }>>;
  const entries = [...query].map(([name, value]) => {
    const isNumber =
      Object.hasOwn(properties, name) && properties[name]?.type === 'integer' && /^\d{1,15}$/.test(value);
    return [name, isNumber ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}

function requireAccess(access: ControlAccess): RequestHandler {
  return (request, response, next) => {
    const problem = findAccessProblem(request.headers, access);
    if (problem === undefined) return next();
    const challenge = problem === 'control-token' ? { 'WWW-Authenticate': 'Bearer' } : {};
    return sendProblem(response, { problem, headers: { ...challenge, Connection: 'close' } });
  };
}

function sendJson(response: Response, status: number, body: unknown): void {
  send(response, jsonResponse(status, body, { distortion: { mediaType: 'application/json; charset=utf-8' } }));
}

function rejectMethod(response: Response, allow: string): void {
  sendProblem(response, { problem: 'method-not-allowed', headers: { Allow: allow } });
}

function sendProblem(response: Response, problem: Problem): void {
  send(response, toResponse(problem));
}

function createErrorHandler(simulation: Simulation) {
  const kinds = { 'not-found': 'control-not-found', conflict: 'control-conflict', invalid: 'control-invalid' } as const;
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    if (response.headersSent) return void response.destroy();
    if (error instanceof ControlError) {
      return sendProblem(response, { problem: kinds[error.code], detail: redactText(error.message) });
    }
    if (error instanceof StoreUnavailableError) return sendProblem(response, { problem: 'store-unavailable' });
    if (error instanceof StoreError) {
      simulation.reportError(error);
      return sendProblem(response, { problem: 'store-unavailable' });
    }
    if (error instanceof ConfigurationError) {
      return sendProblem(response, { problem: 'control-invalid', detail: redactText(error.message) });
    }
    const { status } = error as { readonly status?: number };
    if (status !== undefined && status < 500) return sendProblem(response, { problem: 'malformed-request' });
    simulation.reportError(error);
    sendProblem(response, { problem: 'unexpected' });
  };
}
