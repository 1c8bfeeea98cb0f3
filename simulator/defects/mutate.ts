import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse, InteractionResult } from '../interaction-result.ts';
import type { InteractionRequest, Parameters } from '../interactions/interaction.ts';
import { isProblem, type Problem } from '../problem.ts';
import { encodeLatin1 } from '../representation/latin1.ts';
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
export function serializeResponse(response: ParsedResponse): InteractionResponse {
  const { status, headers, body, journal, mediaType, isLatin1 } = response;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = isLatin1 ? { head: '', parts: [encodeLatin1(text)] } : { head: text, parts: [] };
  const distortion = mediaType === undefined ? {} : { distortion: { mediaType } };
  return { status, headers, ...bytes, journal, ...distortion };
}

export function replaceWithProblem({ journal }: ParsedResponse, problem: Problem): ParsedResponse {
  return { ...parseResult(problem), journal };
}

/**
 * Replaces successful responses with a problem.
 * @param isAffected selects the bodies; default: all
 */
export function failInstead(
  operation: InboundOperation,
  problem: Problem,
  isAffected: (body: MutableBody, context: MutationContext) => boolean = () => true,
): ResponseHook {
  return (response, context) => {
    const { body, status } = response;
    if (context.operation !== operation || status !== 200 || typeof body !== 'object') return undefined;
    return isAffected(body, context) ? replaceWithProblem(response, problem) : undefined;
  };
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

/** Changes something in place; returns `false` if it changed nothing. */
type Change<Arguments extends readonly unknown[]> = (...call: Arguments) => boolean | undefined;

/** Changes the bodies of successful responses. */
export function mutateBody(
  operation: InboundOperation | readonly InboundOperation[],
  change: Change<[body: MutableBody, context: MutationContext]>,
): ResponseHook {
  const operations: readonly (InboundOperation | undefined)[] = [operation].flat();
  return (response, context) => {
    const { body, status } = response;
    if (status >= 300 || typeof body !== 'object' || !operations.includes(context.operation)) return undefined;
    return change(body, context) === false ? undefined : response;
  };
}

/**
 * Changes slots, in searches and in reads.
 * @param change has as `index` the slot's place in the search
 */
export function mutateSlots(
  change: Change<[slot: MutableBody, index: number, context: MutationContext]>,
): ResponseHook {
  return mutateBody(['search-slot', 'read-slot'], (body, context) => {
    const slots = context.operation === 'read-slot' ? [body] : (body.entry ?? []).map(({ resource = {} }) => resource);
    return slots.filter((slot, index) => change(slot, index, context) !== false).length > 0;
  });
}

/** Changes start and end of a resource. */
export function changeTimes(resource: MutableBody, change: (text: string) => string): void {
  if (resource.start !== undefined) resource.start = change(resource.start);
  if (resource.end !== undefined) resource.end = change(resource.end);
}

/** Drops the colon of an offset: `+0100`. */
export function dropColon(text: string): string {
  return text.replace(/([+-]\d\d):(\d\d)$/, '$1$2');
}

/** Changes one slot in `count` of a search. The first slots stay as they are, so a short search may miss the defect. */
export function mutateEvery(count: number, change: Change<[slot: MutableBody]>): ResponseHook {
  return mutateSlots((slot, index, { operation }) => {
    if (operation !== 'search-slot' || index % count !== Math.floor(count * 0.4)) return false;
    return change(slot);
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

/**
 * Changes the values of the parameters of a slot search.
 * @param change returns the value to use; undefined removes the parameter
 */
export function mutateValues(change: (value: string, name: string, world: World) => string | undefined): RequestHook {
  return mutateParameters('search-slot', (parameters, world) =>
    parameters.flatMap((pair) => {
      const [name, value] = pair;
      const changed = change(value, name, world);
      if (changed === undefined) return [];
      return [changed === value ? pair : ([name, changed] as const)];
    }),
  );
}

export const newAppointment = validator(newAppointmentSchema);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Changes a valid booking request before it is handled. */
export function mutateBooking(change: Change<[body: Mutable<NewAppointment>, world: World]>): RequestHook {
  return (request, world) => {
    if (request.operation !== 'create-appointment' || !newAppointment.accepts(request.body)) return undefined;
    const body = { ...request.body };
    return change(body, world) === false ? undefined : { ...request, body };
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
