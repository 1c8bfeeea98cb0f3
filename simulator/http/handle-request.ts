import type { Request, Response } from 'express';
import { redactJson, redactText, shown } from '../../output/redaction.ts';
import type { Given } from '../defects/mutate.ts';
import { defectsFor, type RequestDefects } from '../defects/request-defects.ts';
import type { InboundFault, InboundOperation } from '../domain/fault/rule.ts';
import type { JournalDetails } from '../interaction-result.ts';
import type { Interaction, InteractionRequest } from '../interactions/interaction.ts';
import { isProblem, type Problem } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';
import type { Simulation } from '../simulation.ts';
import type { World } from '../world/world.ts';
import {
  acceptsFhirJson,
  isFhirJson,
  ORGANIZATION_HEADER,
  parseOrganizationHeader,
  parseQuery,
  type Query,
  readJsonBody,
} from './read-request.ts';
import { type Distortion, send } from './send.ts';
import { answerWithFault } from './with-fault.ts';

/** One path of the FHIR surface. */
export interface Route {
  readonly operation: InboundOperation;
  readonly method: 'get' | 'post';
  /** Below the base, with `:id`. */
  readonly path: string;
  readonly interaction: Interaction;
}

/** A request on its way: what is known of it so far. */
interface Exchange {
  readonly simulation: Simulation;
  readonly request: Request;
  readonly response: Response;
  readonly operation: InboundOperation | undefined;
  readonly started: number;
  readonly path: string;
  readonly query: Query | undefined;
  body: unknown;
  world: World | undefined;
  /** The defects that it meets; undefined where there are none. */
  defects: RequestDefects | undefined;
  notes: readonly string[];
  fault: string | undefined;
}

/**
 * The whole way of a request: query, organization, media types, body, fault, interaction, journal, answer. Every early
 * return is an answer with an OperationOutcome.
 */
export function handleRequest(simulation: Simulation, route: Route, request: Request, response: Response): void {
  const exchange = beginExchange(simulation, request, response, route);
  const { query } = exchange;
  if (!query) return finish(exchange, { problem: 'malformed-request', detail: 'The query is not percent-encoded.' });

  const world = worldFor(exchange);
  if (isProblem(world)) return finish(exchange, world);
  exchange.world = world;
  if (simulation.worldsWithDefects.length > 0) exchange.defects = defectsFor(simulation.worldsWithDefects, world);

  if (!acceptsFhirJson(request.headers.accept, query.parameters.find(([name]) => name === '_format')?.[1])) {
    return finish(exchange, { problem: 'not-acceptable' });
  }
  if (route.method === 'get') return interact(exchange, world, route, query);
  if (!isFhirJson(request.headers['content-type'])) return finish(exchange, { problem: 'media-type' });
  readJsonBody(request, (body) => {
    if (isProblem(body)) return finish(exchange, body);
    exchange.body = body.value;
    interact(exchange, world, route, query);
  });
}

/** The organization that a request is for; a defect may have one answer for whom it is not meant. */
function worldFor(exchange: Exchange): World | Problem {
  const { simulation, request } = exchange;
  const organization = parseOrganizationHeader(request.headers[ORGANIZATION_HEADER]);
  if (isProblem(organization)) return servedAnyway(simulation, organization);
  if (organization.bare) exchange.notes = ['TR-2: the organization was named by its bare code, not by a token'];
  return simulation.worlds.get(organization.agb) ?? servedAnyway(simulation, { problem: 'organization-forbidden' });
}

function servedAnyway({ worldsWithDefects: spoiled }: Simulation, problem: Problem): World | Problem {
  return spoiled.find(({ defects }) => defects.all.some(({ serves }) => serves === problem.problem)) ?? problem;
}

/** Answers a request that is for nothing here with a problem, and writes it down like any other. */
export function respondWithProblem(
  simulation: Simulation,
  request: Request,
  response: Response,
  problem: Problem,
): void {
  const exchange = beginExchange(simulation, request, response, undefined);
  const organization = parseOrganizationHeader(request.headers[ORGANIZATION_HEADER]);
  if (!isProblem(organization)) exchange.world = simulation.worlds.get(organization.agb);
  if (exchange.world && simulation.worldsWithDefects.length > 0) {
    exchange.defects = defectsFor(simulation.worldsWithDefects, exchange.world);
  }
  finish(exchange, problem);
}

function beginExchange(
  simulation: Simulation,
  request: Request,
  response: Response,
  route: Route | undefined,
): Exchange {
  const { url } = request;
  const mark = url.indexOf('?');
  return {
    simulation,
    request,
    response,
    operation: route?.operation,
    started: simulation.system.elapsed(),
    path: mark < 0 ? url : url.slice(0, mark),
    query: parseQuery(mark < 0 ? '' : url.slice(mark + 1)),
    body: undefined,
    world: undefined,
    defects: undefined,
    notes: [],
    fault: undefined,
  };
}

function interact(exchange: Exchange, world: World, route: Route, query: Query): void {
  const { simulation, request, body } = exchange;
  const interactionRequest: InteractionRequest = {
    operation: route.operation,
    base: simulation.base,
    rawQuery: query.raw,
    parameters: query.parameters,
    prefer: String(request.headers.prefer ?? ''),
    id: String(request.params['id'] ?? ''),
    body,
  };
  const { defects } = exchange;
  if (!defects) return conduct(exchange, world, route, query, () => route.interaction(world, interactionRequest));
  const run = () => defects.interact(route.interaction, interactionRequest);
  const held = defects.hold(interactionRequest);
  if (!held) return conduct(exchange, world, route, query, run);
  void held.then(() => conduct(exchange, world, route, query, run)).catch((error) => fail(exchange, error));
}

/** Handles a request, with whatever faults strike it. */
function conduct(exchange: Exchange, world: World, route: Route, query: Query, run: () => Given): void {
  const { request, body } = exchange;
  const subject = { operation: route.operation, query: query.parameters, headers: request.headers, body };
  const fault = world.faults.any ? world.faults.plan(subject) : undefined;
  if (fault) return void interactWithFault(exchange, world, fault, run).catch((error) => fail(exchange, error));
  const answer = guarded(exchange, run);
  if (isProblem(answer) || !answer.sendAfter) return finish(exchange, answer);
  void answer.sendAfter.then(() => finish(exchange, answer)).catch((error) => fail(exchange, error));
}

async function interactWithFault(
  exchange: Exchange,
  world: World,
  fault: InboundFault & { readonly id: string },
  run: () => Given,
): Promise<void> {
  exchange.fault = fault.id;
  const result = await answerWithFault(fault.effect, world, fault.operation, () => guarded(exchange, run));
  if (result.kind === 'answer') return finish(exchange, result.answer, result.distortion);
  record(exchange, 0, result.about, undefined);
  exchange.request.socket.resetAndDestroy();
}

/** A mistake of ours after the request was handled: it goes to the log, and the connection ends. */
function fail(exchange: Exchange, error: unknown): void {
  exchange.simulation.reportError(error);
  exchange.response.destroy();
}

/** What nobody has foreseen is told in a fixed text; what it was goes to the log. */
function guarded<A>(exchange: Exchange, run: () => A): A | Problem {
  try {
    return run();
  } catch (error) {
    exchange.simulation.log?.error(
      redactText(error instanceof Error ? (error.stack ?? error.message) : 'unknown error'),
    );
    return { problem: 'unexpected' };
  }
}

/** Writes the exchange down, and sends the answer. */
function finish(exchange: Exchange, answer: Given, distortion?: Distortion): void {
  if (exchange.defects) return finishSpoiled(exchange, exchange.defects, answer, distortion);
  if (!isProblem(answer)) {
    record(exchange, answer.status, answer.about ?? {}, undefined);
    return send(exchange.response, answer, distortion);
  }
  const { status, body } = toOutcome(answer);
  record(exchange, status, answer.about ?? {}, answer.problem);
  const headers = answer.headers ?? {};
  send(exchange.response, { status, headers, head: JSON.stringify(body), parts: [] }, distortion);
}

function finishSpoiled(exchange: Exchange, defects: RequestDefects, given: Given, distortion?: Distortion): void {
  const spoiled = guarded(exchange, () => defects.spoil(given, exchange.operation) ?? { answer: undefined });
  exchange.defects = undefined;
  exchange.notes = [...exchange.notes, ...defects.notes];
  if (isProblem(spoiled)) return finish(exchange, spoiled, distortion);
  const { answer } = spoiled;
  if (!answer) return finish(exchange, given, distortion);
  const problem = isProblem(given) && answer.status >= 400 ? given.problem : undefined;
  record(exchange, answer.status, answer.about ?? {}, problem);
  send(exchange.response, answer, { ...spoiled.distortion, ...distortion });
}

function record(exchange: Exchange, status: number, about: JournalDetails, problem: string | undefined): void {
  const { simulation, world, request, query, operation } = exchange;
  const path =
    operation === undefined || request.params['id'] !== undefined ? redactPath(exchange.path) : exchange.path;
  const entry = (world?.journal ?? simulation.unroutedRequests).add({
    at: world?.clock.now() ?? simulation.system.now(),
    operation,
    method: request.method,
    url: query === undefined || query.redacted === '' ? path : `${path}?${query.redacted}`,
    body: exchange.body === undefined ? undefined : redactJson(exchange.body),
    status,
    durationMs: simulation.system.elapsed() - exchange.started,
    problem,
    fault: exchange.fault,
    notes: about.notes === undefined || about.notes.length === 0 ? exchange.notes : [...exchange.notes, ...about.notes],
    found: about.found,
    appointment: about.appointment,
    search: about.search,
    conflict: about.conflict,
  });
  world?.completedRequests.publish(entry);
  simulation.log?.request({ organization: world?.practice.agb, ...entry });
}

/** A path of which only ids and known names may be kept. */
function redactPath(path: string): string {
  return path
    .slice(0, 300)
    .split('/')
    .map((part) => (/^[A-Za-z0-9\-._$]{0,64}$/.test(part) ? shown(part) : '[redacted]'))
    .join('/');
}
