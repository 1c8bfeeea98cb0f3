import type { IncomingMessage, ServerResponse } from 'node:http';
import { readJson } from '../../fhir/http/read-body.ts';
import type { BearerValidator } from '../../oauth/bearer/validate.ts';
import { ControlError, isNotFound } from '../control/control-error.ts';
import { defectsFor, findServingWorld } from '../defects/request-defects.ts';
import { drawDuration } from '../domain/duration.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse, InteractionResult } from '../interaction-result.ts';
import type { Interaction, InteractionRequest, RunInteraction } from '../interactions/interaction.ts';
import type { OrganizationLog } from '../log/organization-log.ts';
import { isProblem, type Problem } from '../problem.ts';
import type { Simulation } from '../simulation.ts';
import { StoreError, StoreUnavailableError } from '../store/store-error.ts';
import type { Cause } from '../world/changes.ts';
import type { World } from '../world/world.ts';
import { adaptResponse } from './adapt-response.ts';
import { authenticate } from './authenticate.ts';
import { captureResponse } from './capture-response.ts';
import { beginExchange, describeExchange, type Exchange } from './exchange.ts';
import { hasFormerHeader, rejectOrganization } from './read-organization.ts';
import { acceptsFhirJson, type Query, rejectContentType, valueOrProblem } from './read-request.ts';
import { send, toResponse } from './send.ts';
import { withFault } from './with-fault.ts';

/** A path of the FHIR API. */
export interface Route {
  readonly operation: InboundOperation;
  readonly method: 'get' | 'post';
  /** Relative to the FHIR base, with `:id`. */
  readonly path: string;
  readonly interaction: Interaction;
}

const FORMER_HEADER = 'TR-2: the name of the organization header was published until May 2026';

/** The problem of a query whose percent-encoding is malformed. */
export const MALFORMED_QUERY: Problem = {
  problem: 'malformed-request',
  detail: 'The query is not percent-encoded.',
};

const MAX_BODY_MIB = 1;

/**
 * Handles a request: token, organization, media types, body, interaction, journal, response. A request that is rejected on
 * the way and a request that reaches its interaction leave by the same exit, `finish`.
 * @param id in the path; undefined where the path of the route has no id
 */
export function handleRequest(
  simulation: Simulation,
  route: Route,
  id: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const exchange = beginExchange(simulation, request, response, route.operation, id);
  const { authentication } = simulation;
  if (authentication) handleToken(exchange, route, authentication).catch((error) => fail(exchange, error));
  else enterOrganization(exchange, () => handleAuthenticated(exchange, route));
}

/**
 * Goes on when the organization that a request names is open; at once if it is in memory.
 * @param orElse is called when the store fails
 */
function enterOrganization(
  exchange: Exchange,
  goOn: () => void,
  orElse: (error: unknown) => void = (error) => fail(exchange, error),
): void {
  const { organization } = exchange;
  // A POST reads what other processes have changed as well: their faults and defects decide what it comes to.
  const entered = isProblem(organization) ? undefined : exchange.simulation.organizations.enter(organization.agb);
  if (entered instanceof Promise) entered.then(goOn, orElse).catch((error) => fail(exchange, error));
  else goOn();
}

/**
 * Validates the token first: a caller without one does not learn which organizations exist, and opens none. Those with
 * defects of tokens are open.
 */
async function handleToken(exchange: Exchange, route: Route, authentication: BearerValidator): Promise<void> {
  const { simulation, request, organization } = exchange;
  const { operation } = route;
  const agb = isProblem(organization) ? undefined : organization.agb;
  const world = agb === undefined ? undefined : simulation.organizations.get(agb)?.world;
  if (world) enterWorld(exchange, world);
  const verdict = await authenticate(authentication, { request, operation, agb, defects: exchange.defects });
  if (isProblem(verdict)) return reject(exchange, verdict);
  exchange.bearer = verdict.bearer;
  exchange.notes = verdict.bearer?.notes ?? [];
  enterOrganization(exchange, () => handleAuthenticated(exchange, route));
}

function handleAuthenticated(exchange: Exchange, route: Route): void {
  const { query, request } = exchange;
  if (!query) return reject(exchange, MALFORMED_QUERY);

  const world = findWorld(exchange);
  if (isProblem(world)) return reject(exchange, world);
  enterWorld(exchange, world);

  if (!acceptsFhirJson(request.headers.accept, query)) return reject(exchange, { problem: 'not-acceptable' });
  if (route.method === 'get') return complete(exchange, () => interact(exchange, world, route, query));

  const rejection = rejectContentType(request.headers['content-type']);
  if (rejection) return reject(exchange, rejection);
  // The middleware of Express takes more time than validation, booking and journal together
  // (docs/decisions/0004-express-without-its-cost.md).
  readJson(request, MAX_BODY_MIB * 1_048_576, (read) => {
    const body = valueOrProblem(read, MAX_BODY_MIB);
    if (isProblem(body)) return reject(exchange, body);
    exchange.body = body.value;
    complete(exchange, () => interact(exchange, world, route, query));
  });
}

/** Responds to a request outside the routes of the FHIR API with a problem, and records it like any other request. */
export function respondWithProblem(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
): void {
  const exchange = beginExchange(simulation, request, response);
  // It is about nothing that a store has, so it is the response also when the store fails.
  exchange.isStored = true;
  const respond = (): void => {
    const { organization } = exchange;
    const world = isProblem(organization) ? undefined : simulation.organizations.get(organization.agb)?.world;
    if (world) enterWorld(exchange, world);
    reject(exchange, problem);
  };
  // No token is validated: the caller opens no organization.
  if (simulation.authentication) respond();
  else enterOrganization(exchange, respond, respond);
}

/**
 * Returns the world of the organization that the request names, or the world that serves the request by a defect. A request
 * whose header the organization does not understand is in its journal all the same.
 */
function findWorld(exchange: Exchange): World | Problem {
  const { simulation, organization } = exchange;
  const orServing = (problem: Problem): World | Problem =>
    findServingWorld(simulation.worldsReachingOthers, problem.problem) ?? problem;
  if (isProblem(organization)) return orServing(organization);
  if (hasFormerHeader(organization)) exchange.notes = [...exchange.notes, FORMER_HEADER];
  const world = simulation.organizations.get(organization.agb)?.world;
  if (!world) return orServing({ problem: 'organization-forbidden' });
  const rejection = rejectOrganization(organization, world.practice.understands);
  if (!rejection) return world;
  enterWorld(exchange, world);
  return orServing(rejection);
}

function enterWorld(exchange: Exchange, world: World): void {
  const isEntered = exchange.world === world && (exchange.defects?.areCurrent ?? !world.defects.any);
  if (isEntered) return;
  const { worldsReachingOthers } = exchange.simulation;
  exchange.world = world;
  const hasDefects = world.defects.any || worldsReachingOthers.length > 0;
  exchange.defects = hasDefects ? defectsFor(world, worldsReachingOthers) : undefined;
}

function reject(exchange: Exchange, problem: Problem): void {
  complete(exchange, () => exchange.defects?.mutateResponse(problem, exchange.operation) ?? problem);
}

/** Runs the interaction, wrapped in the defects and the fault that apply to the request; usually there are none. */
function interact(
  exchange: Exchange,
  world: World,
  route: Route,
  query: Query,
): InteractionResult | Promise<InteractionResult> {
  const request: InteractionRequest = {
    operation: route.operation,
    base: exchange.simulation.base,
    rawQuery: query.raw,
    hasOpenQuery: query.isOpen,
    parameters: query.parameters,
    prefer: String(exchange.request.headers.prefer ?? ''),
    id: exchange.id ?? '',
    body: exchange.body,
    bearer: exchange.bearer,
  };
  if (exchange.defects || world.faults.any) return interactWithDeviations(exchange, world, route.interaction, request);
  return route.method === 'get'
    ? route.interaction(world, request)
    : interactInTurn(exchange, world, route.interaction, request);
}

/** Runs an interaction that may change the state. Its entry in the journal is of the same turn, unless it waits. */
function interactInTurn(
  exchange: Exchange,
  { practice }: World,
  interaction: Interaction,
  request: InteractionRequest,
): InteractionResult | Promise<InteractionResult> {
  return exchange.simulation.organizations.turn(practice.agb, causeOf(exchange), (world) => {
    exchange.world = world;
    const result = interaction(world, request);
    if (!isProblem(result) && result.sendAfter) return result;
    const response = toResponse(result);
    record(exchange, response);
    exchange.isStored = true;
    return response;
  });
}

function causeOf({ operation, request }: Exchange): Cause {
  return { kind: 'request', name: operation ?? request.method ?? '' };
}

/** Runs an interaction with faults and defects. Delays are before or after the interaction, which awaits nothing (AP-8). */
async function interactWithDeviations(
  exchange: Exchange,
  world: World,
  interaction: Interaction,
  request: InteractionRequest,
): Promise<InteractionResult> {
  const { defects } = exchange;
  await defects?.beforeInteraction(request);
  const withDefects = defects?.around(interaction) ?? interaction;
  const { organizations } = exchange.simulation;
  const { agb } = world.practice;
  const cause = causeOf(exchange);
  const inTurn: RunInteraction = (_world, sent) =>
    organizations.turn(agb, cause, (current) => withDefects(current, sent));
  if (!world.faults.any) return inTurn(world, request);
  const { operation, parameters, body } = request;
  const subject = { operation, query: parameters, headers: exchange.request.headers, body };
  const planned = await organizations.turn(agb, cause, ({ faults, random }) => {
    const fault = faults.plan(subject);
    const delay = fault?.effect.delay;
    return { fault, delayMs: delay === undefined ? undefined : drawDuration(delay, () => random.next('delay')) };
  });
  if (!planned.fault) return inTurn(world, request);
  exchange.fault = planned.fault.id;
  return withFault(planned.fault.effect, planned.delayMs, inTurn)(world, request);
}

/** Finishes an exchange with its result. The only place where an unexpected error is caught. */
function complete(exchange: Exchange, run: () => InteractionResult | Promise<InteractionResult>): void {
  try {
    const result = run();
    const waits = result instanceof Promise || (!isProblem(result) && result.sendAfter !== undefined);
    if (!waits) return finish(exchange, toResponse(result));
    finishLater(exchange, result).catch((error) => fail(exchange, error));
  } catch (error) {
    fail(exchange, error);
  }
}

async function finishLater(exchange: Exchange, pending: InteractionResult | Promise<InteractionResult>): Promise<void> {
  const response = toResponse(await pending);
  await response.sendAfter;
  finish(exchange, response);
}

/** Logs an unexpected error. The client gets a fixed text, or a closed connection when a response has begun. */
function fail(exchange: Exchange, error: unknown): void {
  const isUnavailable = error instanceof StoreUnavailableError || error instanceof StoreError;
  // Of a store that is down, its log reports it: once, and not for each request.
  const isReported = error instanceof StoreUnavailableError || error instanceof ControlError;
  if (!isReported) exchange.simulation.reportError(error);
  if (exchange.isFinished) return void exchange.response.destroy();
  exchange.world = undefined;
  exchange.isRecorded = false;
  // An organization that is dropped meanwhile is unknown.
  const problem = isUnavailable ? 'store-unavailable' : isNotFound(error) ? 'organization-forbidden' : 'unexpected';
  finish(exchange, toResponse({ problem }));
}

/**
 * Records the exchange, and sends the response when all that it is about is stored: the one exit of every request.
 */
function finish(exchange: Exchange, response: InteractionResponse): void {
  if (!exchange.isRecorded) record(exchange, response);
  const pending = exchange.isStored ? undefined : logOf(exchange)?.pending;
  if (!pending) return sendNow(exchange, response);
  pending.then(() => sendNow(exchange, response)).catch((error) => fail(exchange, error));
}

function sendNow(exchange: Exchange, response: InteractionResponse): void {
  const { world, operation } = exchange;
  exchange.isFinished = true;
  report(exchange);
  send(exchange.response, world ? adaptResponse(response, operation, world.practice) : response);
}

/** Returns the log of the organization of an exchange; undefined when it was reset or dropped meanwhile. */
function logOf({ world, simulation }: Exchange): OrganizationLog | undefined {
  const log = world && simulation.organizations.get(world.practice.agb);
  return log?.world === world ? log : undefined;
}

/** Adds the exchange to the journal: at once, or soon if other processes share the organization. */
function record(exchange: Exchange, response: InteractionResponse): void {
  const { world, operation } = exchange;
  const captured = world && captureResponse(adaptResponse(response, operation, world.practice), operation);
  const entry = describeExchange(exchange, response, captured);
  const log = logOf(exchange);
  exchange.isRecorded = true;
  if (!log) {
    exchange.entry = (world?.journal ?? exchange.simulation.unroutedRequests).add(entry, captured?.firstSlots);
    return;
  }
  log.later(causeOf(exchange), ({ journal }) => {
    exchange.entry = journal.add(entry, captured?.firstSlots);
    if (exchange.isFinished) report(exchange);
  });
}

/** Passes the entry of the journal on to the log, and to those who wait for it. */
function report({ simulation, world, entry }: Exchange): void {
  if (!entry) return;
  world?.completedRequests.publish(entry);
  simulation.log?.request({ organization: world?.practice.agb, ...entry });
}
