import type { Instant } from '../../fhir/instant.ts';
import type { Bearer, Leniency } from '../../oauth/bearer/validate.ts';
import type { BookingDecision, BookingRequest } from '../domain/booking/decide-booking.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { InteractionResult, JournalDetails } from '../interaction-result.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import type { Problem, ProblemId } from '../problem.ts';
import type { AgendaCandidate } from '../world/book.ts';
import type { CallbackHooks } from '../world/callback-hooks.ts';
import type { World } from '../world/world.ts';
import type { DefectId } from './ids.ts';

/** The documentation of a defect. */
export interface DefectDescription {
  readonly id: string;
  /** The violated clauses; empty where no clause covers it. */
  readonly clauses: readonly string[];
  /** The mistake of the XIS, in one sentence. */
  readonly description: string;
  /** A check that catches it warns instead of failing, because its level is should or may. */
  readonly warns?: true;
}

/**
 * A permanent mistake of the XIS; everything else stays right. Its hooks run in the few places that all requests,
 * bookings and callbacks pass. A hook returns `undefined` where it changes nothing. It may modify its first argument,
 * which is a copy of its own.
 */
export interface Defect extends Omit<DefectDescription, 'id'>, CallbackHooks<[world: World]> {
  /** The parts that the validation of tokens leaves out. */
  readonly leniency?: Partial<Leniency>;
  /** Replaces the judgment on a token: a problem rejects the request, `serve` does not. */
  readonly token?: (judged: JudgedToken, world: World) => Problem | 'serve' | undefined;
  /** Returns a replacement for the request, or the result without running the interaction. */
  readonly request?: RequestHook;
  /** Returns what a request waits for before its interaction runs. */
  readonly beforeInteraction?: (request: InteractionRequest, world: World) => Promise<void> | undefined;
  /** Replaces the decision on a booking request. */
  readonly decision?: (
    decision: BookingDecision<AgendaCandidate>,
    booking: BookingContext,
  ) => BookingDecision<AgendaCandidate> | undefined;
  /** Replaces a response, errors included. */
  readonly response?: ResponseHook;
  /** Replaces a response to a request of another organization; `owner` is the organization that has the defect. */
  readonly foreignResponse?: (
    response: ParsedResponse,
    context: MutationContext,
    owner: World,
  ) => ParsedResponse | undefined;
  /** The organization serves requests that would get this problem. */
  readonly serves?: Extract<ProblemId, 'organization-missing' | 'organization-forbidden'>;
  /** `GET /metadata` returns 404. */
  readonly hidesMetadata?: true;
}

/** The token of a request, and the judgment on it. */
export interface JudgedToken {
  /** Why the request is rejected; undefined if it is not. */
  readonly problem: Problem | undefined;
  /** The sender, by a valid token. */
  readonly bearer: Bearer | undefined;
  /** As received; undefined when the request has no bearer token. */
  readonly token: string | undefined;
}

export type RequestHook = (
  request: InteractionRequest,
  world: World,
) => InteractionRequest | InteractionResult | undefined;

export type ResponseHook = (response: ParsedResponse, context: MutationContext) => ParsedResponse | undefined;

export type CallbackHook = NonNullable<CallbackHooks['callback']>;

/** The request whose response a hook may change. */
export interface MutationContext {
  readonly world: World;
  /** Undefined for a path or method outside the FHIR surface. */
  readonly operation: InboundOperation | undefined;
  /** The request as received; undefined when it did not reach its interaction. */
  readonly request: InteractionRequest | undefined;
}

/** A booking request with the slots that match it. */
export interface BookingContext {
  readonly world: World;
  readonly request: InteractionRequest;
  readonly booking: BookingRequest;
  readonly candidates: readonly AgendaCandidate[];
  readonly now: Instant;
}

/** A response with its body parsed, before it is sent. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or plain text; undefined for an empty body. */
  readonly body: MutableBody | string | undefined;
  /** Replaces the media type of FHIR JSON. */
  readonly mediaType?: string;
  /** The body is sent in Latin-1. */
  readonly isLatin1?: true;
  readonly journal: JournalDetails;
  /** The problem that the response reports. */
  readonly problem?: ProblemId;
}

/** A JSON body of the simulator that may still be changed: of every resource the elements that defects change. */
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
  identifier?: unknown;
  schedule?: { reference: string };
  actor?: unknown;
  participant?: MutableParticipant[];
  participantStatus?: string;
  appointment?: { reference: string };
  issue?: MutableIssue[];
}

/** An entry of a Bundle; in the published dialect a Schedule is the entry itself. */
export type MutableEntry = MutableBody & { fullUrl?: string; resource?: MutableBody };

export interface MutableCoding {
  system?: string;
  code: string;
  display?: string;
}

export interface MutableParticipant {
  actor: { reference: string; display?: string };
  status?: string;
}

export interface MutableIssue {
  severity: string;
  code: string;
  diagnostics?: string;
}

/** Types a group of defects, so that the compiler rejects an unknown id. */
export function defineDefects<Id extends DefectId>(group: Readonly<Record<Id, Defect>>): Readonly<Record<Id, Defect>> {
  return group;
}
