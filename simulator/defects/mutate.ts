import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse, InteractionResult } from '../interaction-result.ts';
import type { InteractionRequest, Parameters } from '../interactions/interaction.ts';
import { isProblem, type Problem } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';
import type { World } from '../world/world.ts';
import type {
  MutableBody,
  MutableIssue,
  MutationContext,
  ParsedResponse,
  RequestHook,
  ResponseHook,
} from './defect.ts';

/** Parses a result, so that defects can change it. Cached responses stay as they are: the body is a copy. */
export function parseResult(result: InteractionResult): ParsedResponse {
  const { headers = {}, journal = {} } = result;
  if (isProblem(result)) {
    const { status, body } = toOutcome(result);
    return { status, headers, body: structuredClone(body) as MutableBody, journal, problem: result.problem };
  }
  const text = Buffer.concat([Buffer.from(result.head ?? ''), ...result.parts]).toString('utf8');
  return { status: result.status, headers, body: text === '' ? undefined : (JSON.parse(text) as MutableBody), journal };
}

/** Serializes a response that a defect has changed. */
export function serializeResponse({ status, headers, body, journal, mediaType }: ParsedResponse): InteractionResponse {
  const head = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const distortion = mediaType === undefined ? {} : { distortion: { mediaType } };
  return { status, headers, head, parts: [], journal, ...distortion };
}

export function replaceWithProblem({ journal }: ParsedResponse, problem: Problem): ParsedResponse {
  return { ...parseResult(problem), journal };
}

/** Replaces a response with plain text, as from a server that failed outside the application. */
export function replaceWithText({ journal }: ParsedResponse, status: number, body: string): ParsedResponse {
  return { status, headers: {}, body, mediaType: 'text/plain; charset=utf-8', journal };
}

/** Changes the issues of an OperationOutcome. */
export function mutateIssues(response: ParsedResponse, change: (issue: MutableIssue) => MutableIssue): ParsedResponse {
  const { body } = response;
  if (typeof body !== 'object') return response;
  return { ...response, body: { ...body, issue: (body.issue ?? []).map(change) } };
}

/**
 * Changes the bodies of successful responses.
 * @param change returns whether it changed the body
 */
export function mutateBody(
  operation: InboundOperation | readonly InboundOperation[],
  change: (body: MutableBody, context: MutationContext) => boolean,
): ResponseHook {
  const operations: readonly (InboundOperation | undefined)[] = [operation].flat();
  return (response, context) => {
    const { body, status } = response;
    if (status >= 300 || typeof body !== 'object' || !operations.includes(context.operation)) return undefined;
    return change(body, context) ? response : undefined;
  };
}

/**
 * Changes slots, in searches and in reads.
 * @param change returns whether it changed the slot; `index` is the slot's place in the search
 */
export function mutateSlots(
  change: (slot: MutableBody, index: number, context: MutationContext) => boolean,
): ResponseHook {
  return mutateBody(['search-slot', 'read-slot'], (body, context) => {
    const slots = context.operation === 'read-slot' ? [body] : (body.entry ?? []).map(({ resource = {} }) => resource);
    return slots.filter((slot, index) => change(slot, index, context)).length > 0;
  });
}

/** Changes one slot in `count` of a search. The first slots stay as they are, so a short search may miss the defect. */
export function mutateEvery(count: number, change: (slot: MutableBody) => void): ResponseHook {
  return mutateSlots((slot, index, { operation }) => {
    if (operation !== 'search-slot' || index % count !== Math.floor(count * 0.4)) return false;
    change(slot);
    return true;
  });
}

/**
 * Changes the parameters of a search before they are read.
 * @param change returns the parameters to use
 */
export function mutateParameters(
  operation: InboundOperation,
  change: (parameters: Parameters, world: World) => Parameters,
): RequestHook {
  return (request, world) => {
    if (request.operation !== operation) return undefined;
    const before = request.parameters;
    const parameters = change(before, world);
    if (parameters.length === before.length && parameters.every((pair, index) => pair === before[index]))
      return undefined;
    const rawQuery = parameters
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    return { ...request, parameters, rawQuery };
  };
}

const newAppointment = validator(newAppointmentSchema);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Changes a valid booking request before it is handled.
 * @param change returns whether it changed the body
 */
export function mutateBooking(change: (body: Mutable<NewAppointment>, world: World) => boolean): RequestHook {
  return (request, world) => {
    if (request.operation !== 'create-appointment' || !newAppointment.accepts(request.body)) return undefined;
    const body = { ...request.body };
    return change(body, world) ? { ...request, body } : undefined;
  };
}

/** Returns a request's body if it is an object. */
export function readObjectBody({
  body,
}: Pick<InteractionRequest, 'body'>): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Readonly<Record<string, unknown>>) : undefined;
}

/** Takes the slots of an appointment again that its cancellation or denial has released. */
export function retakeSlots({ id, scheduleId, slots: starts }: AppointmentRecord, { agenda, clock }: World): void {
  const schedule = agenda.schedule(scheduleId);
  if (!schedule) return;
  for (const start of starts) {
    if (schedule.at(start)?.status !== 'free') continue;
    agenda.change(schedule, start, 'busy', clock.now(), { kind: 'appointment', id });
  }
}
