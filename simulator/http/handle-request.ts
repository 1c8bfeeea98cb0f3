import type { Request, Response } from 'express';
import { redactJson, redactText, shown } from '../../fhir/redaction.ts';
import type { About, Answer } from '../answer.ts';
import type { InboundFault, InboundOperation } from '../domain/fault/rule.ts';
import type { Interaction, InteractionRequest } from '../interactions/interaction.ts';
import { isProblem, type Problem } from '../problem.ts';
import { outcomeOf } from '../representation/outcome.ts';
import type { Simulation } from '../simulation.ts';
import type { World } from '../world/world.ts';
import { answerWithFault } from './answer-with-fault.ts';
import { readJsonBody } from './json-body.ts';
import { acceptsFhirJson, isFhirJson } from './media-type.ts';
import { ORGANIZATION_HEADER, parseOrganizationHeader } from './organization-header.ts';
import { parseQuery, type Query } from './query.ts';
import { type Distortion, send } from './send.ts';

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

  const organization = parseOrganizationHeader(request.headers[ORGANIZATION_HEADER]);
  if (isProblem(organization)) return finish(exchange, organization);
  const world = simulation.worlds.get(organization.agb);
  if (!world) return finish(exchange, { problem: 'organization-forbidden' });
  exchange.world = world;
  if (organization.bare) exchange.notes = ['TR-2: the organization was named by its bare code, not by a token'];

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

/** Answers a request that is for nothing here with a problem, and writes it down like any other. */
export function answerProblem(simulation: Simulation, request: Request, response: Response, problem: Problem): void {
  const exchange = beginExchange(simulation, request, response, undefined);
  const organization = parseOrganizationHeader(request.headers[ORGANIZATION_HEADER]);
  if (!isProblem(organization)) exchange.world = simulation.worlds.get(organization.agb);
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
  const run = () => route.interaction(world, interactionRequest);
  const subject = { operation: route.operation, query: query.parameters, headers: request.headers, body };
  const fault = world.faults.any ? world.faults.plan(subject) : undefined;
  if (fault) return void interactWithFault(exchange, world, fault, run).catch((error) => fail(exchange, error));
  const answer = guarded(exchange, run);
  if (isProblem(answer) || !answer.after) return finish(exchange, answer);
  void answer.after.then(() => finish(exchange, answer)).catch((error) => fail(exchange, error));
}

async function interactWithFault(
  exchange: Exchange,
  world: World,
  fault: InboundFault & { readonly id: string },
  run: () => Answer | (Problem & { readonly about?: About }),
): Promise<void> {
  exchange.fault = fault.id;
  const result = await answerWithFault(fault.effect, world, fault.operation, () => guarded(exchange, run));
  if (result.kind === 'answer') return finish(exchange, result.answer, result.distortion);
  record(exchange, 0, result.about, undefined);
  exchange.request.socket.resetAndDestroy();
}

/** A mistake of ours after the request was handled: it goes to the log, and the connection ends. */
function fail(exchange: Exchange, error: unknown): void {
  exchange.simulation.failed(error);
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
function finish(
  exchange: Exchange,
  answer: Answer | (Problem & { readonly about?: About }),
  distortion?: Distortion,
): void {
  if (!isProblem(answer)) {
    record(exchange, answer.status, answer.about ?? {}, undefined);
    return send(exchange.response, answer, distortion);
  }
  const { status, body } = outcomeOf(answer);
  record(exchange, status, answer.about ?? {}, answer.problem);
  const headers = answer.headers ?? {};
  send(exchange.response, { status, headers, head: JSON.stringify(body), parts: [] }, distortion);
}

function record(exchange: Exchange, status: number, about: About, problem: string | undefined): void {
  const { simulation, world, request, query, operation } = exchange;
  const path =
    operation === undefined || request.params['id'] !== undefined ? redactPath(exchange.path) : exchange.path;
  const entry = (world?.journal ?? simulation.strangers).add({
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
  world?.answeredRequests.happened(entry);
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
