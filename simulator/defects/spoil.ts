import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { validator } from '../../schema/validator.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionRequest, Parameters } from '../interactions/interaction.ts';
import type { World } from '../world/world.ts';
import type { ReplyHook, RequestHook, SpoiledExchange } from './defect.ts';
import type { Draft, Reply } from './reply.ts';

/**
 * Spoils the bodies of successful answers.
 * @param change changes the body; tells whether there was anything to change
 */
export function bodiesOf(
  operation: InboundOperation | readonly InboundOperation[],
  change: (body: Draft, exchange: SpoiledExchange, reply: Reply) => boolean,
): ReplyHook {
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
export function slots(
  change: (slot: Draft, index: number, exchange: SpoiledExchange) => boolean | undefined,
): ReplyHook {
  return bodiesOf(['search-slot', 'read-slot'], (body, exchange) => {
    const found = exchange.operation === 'read-slot' ? [body] : (body.entry ?? []).map(({ resource = {} }) => resource);
    return found.filter((slot, index) => change(slot, index, exchange) === true).length > 0;
  });
}

/** Spoils one slot in so many of a search. The first is spared, so that a short search may well find nothing wrong. */
export function oneSlotIn(count: number, change: (slot: Draft) => void): ReplyHook {
  return slots((slot, index, { operation }) => {
    if (operation !== 'search-slot' || index % count !== Math.floor(count * 0.4)) return false;
    change(slot);
    return true;
  });
}

/**
 * Spoils how the parameters of a search are understood.
 * @param change gives the parameters that are gone by
 */
export function parameters(
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

const newAppointment = validator(newAppointmentSchema);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Spoils how a valid request to book is understood.
 * @param change changes the body; tells whether there was anything to change
 */
export function bookings(change: (body: Mutable<NewAppointment>, world: World) => boolean): RequestHook {
  return (request, world) => {
    if (request.operation !== 'create-appointment' || !newAppointment.accepts(request.body)) return undefined;
    const body = { ...request.body };
    return change(body, world) ? { ...request, body } : undefined;
  };
}

/** A request's body where it is an object. */
export function objectIn({ body }: Pick<InteractionRequest, 'body'>): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Readonly<Record<string, unknown>>) : undefined;
}

/** Takes again the slots of an appointment that were just freed. */
export function keepSlots({ id, scheduleId, slots: starts }: AppointmentRecord, { agenda, clock }: World): void {
  const schedule = agenda.schedule(scheduleId);
  if (!schedule) return;
  for (const start of starts) {
    if (schedule.at(start)?.status !== 'free') continue;
    agenda.change(schedule, start, 'busy', clock.now(), { kind: 'appointment', id });
  }
}
