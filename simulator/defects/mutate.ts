import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse, JournalDetails } from '../interaction-result.ts';
import type { InteractionRequest, Parameters } from '../interactions/interaction.ts';
import { isProblem, type Problem, type ProblemId } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';
import type { World } from '../world/world.ts';
import type { MutationContext, RequestHook, ResponseHook } from './defect.ts';

/**
 * Spoils the bodies of successful answers.
 * @param change changes the body; tells whether there was anything to change
 */
export function mutateBody(
  operation: InboundOperation | readonly InboundOperation[],
  change: (body: MutableBody, exchange: MutationContext, reply: ParsedResponse) => boolean,
): ResponseHook {
  const operations: readonly (InboundOperation | undefined)[] = [operation].flat();
  return (reply, exchange) => {
    const { body, status } = reply;
    if (status >= 300 || typeof body !== 'object' || !operations.includes(exchange.operation)) return undefined;
    return change(body, exchange, reply) ? reply : undefined;
  };
}

/**
 * Spoils slots, of a search and read alone.
 * @param change changes one; its place in the search counts from 0
 */
export function mutateSlots(
  change: (slot: MutableBody, index: number, exchange: MutationContext) => boolean | undefined,
): ResponseHook {
  return mutateBody(['search-slot', 'read-slot'], (body, exchange) => {
    const found = exchange.operation === 'read-slot' ? [body] : (body.entry ?? []).map(({ resource = {} }) => resource);
    return found.filter((slot, index) => change(slot, index, exchange) === true).length > 0;
  });
}

/** Spoils one slot in so many of a search. The first is spared, so that a short search may well find nothing wrong. */
export function mutateEvery(count: number, change: (slot: MutableBody) => void): ResponseHook {
  return mutateSlots((slot, index, { operation }) => {
    if (operation !== 'search-slot' || index % count !== Math.floor(count * 0.4)) return false;
    change(slot);
    return true;
  });
}

/**
 * Spoils how the parameters of a search are understood.
 * @param change gives the parameters that are gone by
 */
export function mutateParameters(
  operation: InboundOperation,
  change: (given: Parameters, world: World) => Parameters,
): RequestHook {
  return (request, world) => {
    if (request.operation !== operation) return undefined;
    const given = request.parameters;
    const changed = change(given, world);
    if (changed.length === given.length && changed.every((pair, index) => pair === given[index])) return undefined;
    const rawQuery = changed
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    return { ...request, parameters: changed, rawQuery };
  };
}

const newAppointment = validator(newAppointmentSchema, { name: 'new-appointment' });

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Spoils how a valid request to book is understood.
 * @param change changes the body; tells whether there was anything to change
 */
export function mutateBooking(change: (body: Mutable<NewAppointment>, world: World) => boolean): RequestHook {
  return (request, world) => {
    if (request.operation !== 'create-appointment' || !newAppointment.accepts(request.body)) return undefined;
    const body = { ...request.body };
    return change(body, world) ? { ...request, body } : undefined;
  };
}

/** A request's body where it is an object. */
export function readObjectBody({
  body,
}: Pick<InteractionRequest, 'body'>): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Readonly<Record<string, unknown>>) : undefined;
}

/** Takes again the slots of an appointment that were just freed. */
export function retakeSlots({ id, scheduleId, slots: starts }: AppointmentRecord, { agenda, clock }: World): void {
  const schedule = agenda.schedule(scheduleId);
  if (!schedule) return;
  for (const start of starts) {
    if (schedule.at(start)?.status !== 'free') continue;
    agenda.change(schedule, start, 'busy', clock.now(), { kind: 'appointment', id });
  }
}

/** A coding, as a defect may change it. */
export interface MutableCoding {
  system?: string;
  code: string;
  display?: string;
}

/** A participant of an appointment, as a defect may change it. */
export interface MutableParticipant {
  actor: { reference: string; display?: string };
  status?: string;
}

/** A JSON body that was written here and may still be changed: of every resource what defects look at. */
export interface MutableBody {
  resourceType?: string;
  id?: string;
  type?: string;
  status?: string;
  start?: string;
  end?: string;
  comment?: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: MutableEntry[];
  compose?: { include: { system?: string; concept: MutableCoding[] }[] };
  serviceCategory?: { coding: MutableCoding[] }[];
  extension?: { url: string; valueReference?: { reference: string; display?: string }; valueString?: string }[];
  schedule?: { reference: string };
  actor?: unknown;
  participant?: MutableParticipant[];
  participantStatus?: string;
  appointment?: { reference: string };
  issue?: MutableIssue[];
}

/** An issue of an OperationOutcome, as a defect may change it. */
export interface MutableIssue {
  severity: string;
  code: string;
  diagnostics?: string;
}

/** An entry of a Bundle; as published a Schedule is the entry itself. */
export type MutableEntry = MutableBody & { fullUrl?: string; resource?: MutableBody };

/** An answer that is about to be sent. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or text as it is; undefined: none. */
  readonly body: MutableBody | string | undefined;
  /** Instead of FHIR JSON. */
  readonly mediaType?: string;
  readonly about: JournalDetails;
  /** What kind of error it was before any defect. */
  readonly problem?: ProblemId;
}

/** What an interaction gives, as it is before it is sent. */
export type Given = InteractionResponse | (Problem & { readonly about?: JournalDetails });

/** Reads an answer back. */
export function parseResult(given: Given): ParsedResponse {
  const { headers = {}, about = {} } = given;
  if (isProblem(given)) {
    const { status, body } = toOutcome(given);
    return { status, headers, body: structuredClone(body) as MutableBody, about, problem: given.problem };
  }
  const text = Buffer.concat([Buffer.from(given.head ?? ''), ...given.parts]).toString('utf8');
  return { status: given.status, headers, body: text === '' ? undefined : (JSON.parse(text) as MutableBody), about };
}

/** Writes an answer. */
export function writeResponse({ status, headers, body, about }: ParsedResponse): InteractionResponse {
  const head = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, head, parts: [], about };
}

/** The answer to a problem in the place of another. */
export function replaceWithProblem({ about }: ParsedResponse, problem: Problem): ParsedResponse {
  return { ...parseResult(problem), about };
}

/** An answer of plain text, as a server gives that was never asked what it would say. */
export function replaceWithText({ about }: ParsedResponse, status: number, body: string): ParsedResponse {
  return { status, headers: {}, body, mediaType: 'text/plain; charset=utf-8', about };
}

/** Changes the issues of an OperationOutcome. */
export function mutateIssues(reply: ParsedResponse, change: (issue: MutableIssue) => MutableIssue): ParsedResponse {
  const { body } = reply;
  return typeof body === 'object' ? { ...reply, body: { ...body, issue: (body.issue ?? []).map(change) } } : reply;
}
