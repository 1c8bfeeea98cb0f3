import type { Instant } from '../../fhir/instant.ts';
import type { BookingDecision, BookingRequest } from '../domain/booking/decide-booking.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { AttemptResult } from '../domain/callback/retry.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { Interaction, InteractionRequest } from '../interactions/interaction.ts';
import type { ProblemId } from '../problem.ts';
import type { Callback } from '../representation/callback.ts';
import type { AgendaCandidate } from '../world/book.ts';
import type { World } from '../world/world.ts';
import type { ParsedResponse } from './mutate.ts';

/** A request whose answer a defect may change. */
export interface MutationContext {
  readonly world: World;
  /** Undefined where the path or method is none of the FHIR surface. */
  readonly operation: InboundOperation | undefined;
  /** As it came; undefined where it never reached its interaction. */
  readonly request: InteractionRequest | undefined;
}

/** A request to book, and what the agenda has for it. */
export interface BookingContext {
  readonly world: World;
  readonly request: InteractionRequest;
  readonly booking: BookingRequest;
  readonly candidates: readonly AgendaCandidate[];
  readonly now: Instant;
}

/** Before the interaction: another request in the place of this one, or the answer. */
export type RequestHook = (
  request: InteractionRequest,
  world: World,
) => InteractionRequest | ReturnType<Interaction> | undefined;

/** On the answer, errors included, before it is sent. */
export type ResponseHook = (reply: ParsedResponse, exchange: MutationContext) => ParsedResponse | undefined;

/** On a callback that is about to be sent. */
export type CallbackHook = (callback: Callback, message: Message) => Callback | undefined;

/** What a defect is called and does. */
export interface DefectDescription {
  readonly id: string;
  /** The clauses that are broken; none where no clause says what common sense does. */
  readonly clauses: readonly string[];
  /** What the XIS does wrong, in one sentence. */
  readonly description: string;
  /** A check of it is a should or an advice: it warns. */
  readonly warns?: true;
}

/**
 * One thing that the XIS does wrong, always; everything else stays right. Its hooks are called in the few places that all
 * requests, bookings and callbacks come through. Each gives `undefined` where there is nothing to spoil, and may change
 * what it is given, which was made for it alone.
 */
export interface Defect extends DefectDescription {
  readonly request?: RequestHook;
  /** Before the interaction: what it waits for. */
  readonly beforeInteraction?: (request: InteractionRequest, world: World) => Promise<void> | undefined;
  /** On the decision to book. */
  readonly decision?: (
    decision: BookingDecision<AgendaCandidate>,
    booking: BookingContext,
  ) => BookingDecision<AgendaCandidate> | undefined;
  readonly response?: ResponseHook;
  /** On the answer to a request of another organization; `owner` is the one that has the defect. */
  readonly foreignResponse?: (
    reply: ParsedResponse,
    exchange: MutationContext,
    owner: World,
  ) => ParsedResponse | undefined;
  /** The organization answers requests that would get this problem because they name none, or one that is not there. */
  readonly serves?: Extract<ProblemId, 'organization-missing' | 'organization-forbidden'>;
  /** There is no `GET /metadata`. */
  readonly hidesMetadata?: true;
  readonly callback?: CallbackHook;
  /** On a callback that was just made. */
  readonly delivery?: (message: Message, world: World) => 'lost' | 'twice' | undefined;
  /** On an attempt to deliver that would be made again: why it is not. */
  readonly giveUp?: (result: AttemptResult) => string | undefined;
}
