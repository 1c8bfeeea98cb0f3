import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bearer } from '../../oauth/bearer/validate.ts';
import { redactJsonWithin, redactUnlessCode } from '../../output/redaction.ts';
import type { RequestDefects } from '../defects/request-defects.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import type { Problem } from '../problem.ts';
import type { Simulation } from '../simulation.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import type { CapturedResponse } from './capture-response.ts';
import { type NamedOrganization, readOrganization } from './read-organization.ts';
import { parseQuery, type Query, splitUrl } from './read-request.ts';

/** The approximate memory of a body in the journal: 16 KiB. The largest booking takes a fraction of it. */
const MAX_KEPT_BODY_BYTES = 16_384;

/** A request and the state of its handling. */
export interface Exchange {
  readonly simulation: Simulation;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly operation: InboundOperation | undefined;
  readonly startedAt: number;
  readonly path: string;
  /** The id in the path; undefined where the path of the route has no id. */
  readonly id: string | undefined;
  /** Undefined when the query is malformed. */
  readonly query: Query | undefined;
  /** The organization that the headers name. */
  readonly organization: NamedOrganization | Problem;
  body: unknown;
  world: World | undefined;
  /** The defects that apply to the request; undefined when there are no such defects. */
  defects: RequestDefects | undefined;
  notes: readonly string[];
  /** The sender, by its token; undefined before it is validated, and where tokens are not looked into. */
  bearer: Bearer | undefined;
  /** The id of the applied fault. */
  fault: string | undefined;
  /** The entry of the journal, once the request is recorded. */
  entry: JournalEntry | undefined;
  isRecorded: boolean;
  /** Whether all that the response is about is stored: it is the result of a turn. */
  isStored: boolean;
  isFinished: boolean;
}

/**
 * Begins to handle a request.
 * @param operation undefined outside the routes of the FHIR API
 * @param id in the path
 */
export function beginExchange(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
  operation?: InboundOperation,
  id?: string,
): Exchange {
  const { path, rawQuery } = splitUrl(request.url ?? '');
  return {
    simulation,
    request,
    response,
    operation,
    startedAt: simulation.system.elapsed(),
    path,
    id,
    query: parseQuery(rawQuery),
    organization: readOrganization(request.headers),
    body: undefined,
    world: undefined,
    defects: undefined,
    notes: [],
    bearer: undefined,
    fault: undefined,
    entry: undefined,
    isRecorded: false,
    isStored: false,
    isFinished: false,
  };
}

/** Describes an exchange for the journal, redacted. */
export function describeExchange(
  exchange: Exchange,
  { status, journal = {} }: InteractionResponse,
  captured: CapturedResponse | undefined,
): Omit<JournalEntry, 'id'> {
  const { simulation, world, request, query, operation } = exchange;
  const hasOwnText = operation === undefined || exchange.id !== undefined;
  const path = hasOwnText ? redactPath(exchange.path) : exchange.path;
  const { notes = [] } = journal;
  const body = exchange.body === undefined ? undefined : redactJsonWithin(exchange.body, MAX_KEPT_BODY_BYTES);
  return {
    at: world?.clock.now() ?? simulation.system.now(),
    operation,
    method: request.method ?? '',
    url: query === undefined || query.redacted === '' ? path : `${path}?${query.redacted}`,
    body: body?.value,
    bodyBytes: (body?.bytes ?? 0) + (captured?.bytes ?? 0),
    status,
    response: captured?.response,
    durationMs: simulation.system.elapsed() - exchange.startedAt,
    caller: describeCaller(exchange.bearer),
    problem: journal.problem,
    fault: exchange.fault,
    notes: notes.length === 0 ? exchange.notes : [...exchange.notes, ...notes],
    found: journal.found,
    appointment: journal.appointment,
    search: journal.search,
    conflict: journal.conflict,
  };
}

/** Describes the sender of a request, with nothing of the patient. */
function describeCaller(bearer: Bearer | undefined): JournalEntry['caller'] {
  if (!bearer) return undefined;
  const { clientId, bsn } = bearer;
  return { client: clientId && redactUnlessCode(clientId), hasPatient: bsn !== undefined };
}

/** Redacts a path: only ids and known names stay. */
function redactPath(path: string): string {
  return path
    .slice(0, 300)
    .split('/')
    .map((part) => (/^[A-Za-z0-9\-._$]{0,64}$/.test(part) ? redactUnlessCode(part) : '[redacted]'))
    .join('/');
}
