import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResponse, JournalDetails } from '../interaction-result.ts';
import type { Problem } from '../problem.ts';
import type { DecideBooking } from '../world/book.ts';
import type { World } from '../world/world.ts';

/** Decoded query parameters, in the order in which they came. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** A request that has found its organization and its interaction. */
export interface InteractionRequest {
  readonly operation: InboundOperation;
  /** The FHIR base, as others reach it. */
  readonly base: string;
  /** The query as it came, without the question mark. */
  readonly rawQuery: string;
  readonly parameters: Parameters;
  /** The `Prefer` header. */
  readonly prefer: string;
  /** The id in the path; empty where the path has none. */
  readonly id: string;
  /** The body, parsed; undefined for requests without one. */
  readonly body: unknown;
  /** How a booking is decided, where a defect has it otherwise. */
  readonly decide?: DecideBooking;
}

/** Does what a request asks for, at once: nothing is awaited between looking and storing. */
export type Interaction = (
  world: World,
  request: InteractionRequest,
) => InteractionResponse | (Problem & { readonly about?: JournalDetails });
