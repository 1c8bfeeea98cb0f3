import type { Bearer } from '../../oauth/bearer/validate.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResult } from '../interaction-result.ts';
import type { DecideBooking } from '../world/book.ts';
import type { World } from '../world/world.ts';

/** Decoded query parameters, in the order of the query. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** A request as an interaction receives it: its organization is known and its body is parsed. */
export interface InteractionRequest {
  readonly operation: InboundOperation;
  /** The public FHIR base. */
  readonly base: string;
  /** The query as received, without the question mark. */
  readonly rawQuery: string;
  /** Whether the query may be remembered: it has values of the protocol only. */
  readonly hasOpenQuery: boolean;
  readonly parameters: Parameters;
  /** The `Prefer` header. */
  readonly prefer: string;
  /** The id in the path; empty where the path has no id. */
  readonly id: string;
  /** The parsed body; undefined for a request without a body. */
  readonly body: unknown;
  /** The sender, by its token; undefined where tokens are not looked into: the patient is then `loggedInPatient` (PT-1). */
  readonly bearer: Bearer | undefined;
  /** Replaces the decision on a booking, for a defect. */
  readonly decide?: DecideBooking;
}

/** Handles a request synchronously: no other request runs between a look at the agenda and its change (AP-8). */
/** An interaction whose result may take time: that of a turn is stored first. */
export type RunInteraction = (
  world: World,
  request: InteractionRequest,
) => InteractionResult | Promise<InteractionResult>;

export type Interaction = (world: World, request: InteractionRequest) => InteractionResult;
