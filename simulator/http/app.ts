import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type Request, type Response, type Router } from 'express';
import type { AuthorizationServer } from '../../oauth/server/create-authorization-server.ts';
import { AUTHORIZATION_METADATA_PATH, AUTHORIZATION_PATH } from '../authentication/authorization-server.ts';
import { isMetadataHidden } from '../defects/request-defects.ts';
import { readCapabilities } from '../interactions/capabilities.ts';
import type { ServerConfiguration } from '../practice/schema.ts';
import { isProblem, type Problem } from '../problem.ts';
import type { Simulation } from '../simulation.ts';
import { allowOrigins } from './cors.ts';
import { handleRequest, MALFORMED_QUERY, type Route, respondWithProblem } from './handle-request.ts';
import { createFindRoute } from './known-paths.ts';
import { readOrganization } from './read-organization.ts';
import { acceptsFhirJson, parseQuery, splitUrl } from './read-request.ts';
import { ROUTES } from './routes.ts';
import { send } from './send.ts';

/** The base path of the FHIR API. */
export const FHIR_PATH = '/fhir';
/** The base path of the control interface. */
export const ADMIN_PATH = '/__admin';
/** The base path of the service behind the page, and of its files. */
export const UI_PATH = '/__ui';

/** Options of `createApp`. */
export interface AppOptions {
  /** The version of xis-testkit, for `GET /metadata`. */
  readonly version: string;
  /** The origins of web pages that may use the FHIR API. */
  readonly cors: ServerConfiguration['cors'];
  /** The authorization server that is served beside the FHIR API. */
  readonly authorizationServer: AuthorizationServer | undefined;
  /** Serves the page: `/` to a browser, and all below `/__ui`. */
  readonly ui: RequestListener | undefined;
}

/** The application of a simulator: handles every request. */
export interface App {
  readonly handle: RequestListener;
  /** Handles what is not on a known path; its prototypes are those of all requests and responses. */
  readonly express: Express;
}

/**
 * Creates the application of a simulator.
 * @param admin the router of the control interface
 */
export function createApp(simulation: Simulation, admin: Router, options: AppOptions): App {
  const app = createExpressApp(simulation, admin, options);
  const findRoute = createFindRoute(FHIR_PATH, ROUTES);
  const handle: RequestListener = (request, response) => {
    const found = findRoute(request.method ?? '', splitUrl(request.url ?? '').path);
    if (!found) return app(request, response);
    try {
      handleRequest(simulation, found.route, found.id, request, response);
    } catch (error) {
      respondToError(simulation, error as Error, request, response);
    }
  };
  // The headers of CORS are those of Express.
  return { handle: options.cors === undefined ? handle : app, express: app };
}

function createExpressApp(
  simulation: Simulation,
  admin: Router,
  { version, cors, authorizationServer, ui }: AppOptions,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // FHIR paths are case-sensitive (FHIR R4, 3.1.0.1.2).
  app.enable('case sensitive routing');
  // `parseQuery` reads queries: the order of parameters and an unencoded `+` matter (SL-9, SL-15).
  app.set('query parser', false);

  if (cors !== undefined) app.use(FHIR_PATH, allowOrigins(cors));
  const paths = new Map<string, readonly Route[]>();
  for (const route of ROUTES) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  for (const [path, routes] of paths) {
    const layer = app.route(FHIR_PATH + path);
    for (const route of routes) {
      layer[route.method]<{ id?: string }>((request, response) =>
        handleRequest(simulation, route, request.params.id, request, response),
      );
    }
    const methods = routes.map(({ method }) => method);
    layer.all(rejectMethod(simulation, methods));
  }
  app
    .route(`${FHIR_PATH}/metadata`)
    .get((request, response) => respondWithMetadata(simulation, request, response, version))
    .all(rejectMethod(simulation, ['get']));
  app.use(ADMIN_PATH, admin);
  if (authorizationServer) {
    // Express has removed its path: behind a proxy the path of the issuer may be another one.
    app.use(AUTHORIZATION_PATH, (request, response) => authorizationServer.handle(request, response));
    app.use(AUTHORIZATION_METADATA_PATH, (request, response) =>
      authorizationServer.handle(request, response, request.originalUrl),
    );
  }
  if (ui) {
    app.get('/', (request, response, next) =>
      request.accepts(['text', 'html']) === 'html' ? ui(request, response) : next(),
    );
    // Express removes the path of a mounted application.
    app.use(UI_PATH, (request, response) => {
      request.url = request.originalUrl;
      ui(request, response);
    });
  }
  app.get('/', (_request, response) => {
    if (ui) response.vary('Accept');
    response
      .type('text/plain')
      .send(
        `xis-testkit simulator\n\nFHIR base:         ${simulation.base}\nControl interface: ${ADMIN_PATH} (in a browser: ${ADMIN_PATH}/docs)\n`,
      );
  });
  app.use((request, response) => respondWithProblem(simulation, request, response, { problem: 'no-such-path' }));
  app.use(createErrorHandler(simulation));
  return app;
}

function respondWithMetadata(simulation: Simulation, request: Request, response: Response, version: string): void {
  const organization = readOrganization(request.headers);
  if (isMetadataHidden(simulation.worldsReachingOthers, isProblem(organization) ? undefined : organization.agb)) {
    return respondWithProblem(simulation, request, response, { problem: 'no-such-path' });
  }
  const query = parseQuery(splitUrl(request.url).rawQuery);
  if (!query) return respondWithProblem(simulation, request, response, MALFORMED_QUERY);
  if (!acceptsFhirJson(request.headers.accept, query))
    return respondWithProblem(simulation, request, response, { problem: 'not-acceptable' });
  send(response, readCapabilities(simulation.base, version));
}

function rejectMethod(simulation: Simulation, methods: readonly Route['method'][]) {
  const allowed = [...new Set(methods)].flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : ['POST']));
  const problem: Problem = { problem: 'method-not-allowed', headers: { Allow: allowed.join(', ') } };
  return (request: Request, response: Response): void => respondWithProblem(simulation, request, response, problem);
}

function createErrorHandler(simulation: Simulation): ErrorRequestHandler {
  return (error: ExpressError, request, response, _next) => respondToError(simulation, error, request, response);
}

/** An unexpected error, or with a status one of Express itself, such as for a path with malformed percent-encoding. */
interface ExpressError {
  readonly status?: number;
  readonly stack?: string;
}

function respondToError(
  simulation: Simulation,
  error: ExpressError,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (response.headersSent) return void response.destroy();
  const expected = error.status !== undefined && error.status < 500;
  if (!expected) simulation.reportError(error);
  respondWithProblem(simulation, request, response, { problem: expected ? 'malformed-request' : 'unexpected' });
}
