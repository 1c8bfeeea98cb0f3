import type { Instant } from '../fhir/instant.ts';
import type { SlotQuery } from './domain/search/slot-query.ts';
import type { Problem, ProblemId } from './problem.ts';

/** Facts about a response that the journal keeps. */
export interface JournalDetails {
  readonly problem?: ProblemId;
  /** The number of resources that a search found. */
  readonly found?: number;
  /** The id of the created, read or cancelled appointment. */
  readonly appointment?: string;
  /** The slot of a rejected booking, and the number of changes in the agenda at that moment. */
  readonly conflict?: { readonly slot: string; readonly sequence: number };
  /** A search for slots, and the state of the agenda at that moment. */
  readonly search?: { readonly query: SlotQuery; readonly sequence: number; readonly at: Instant };
  /** Irregularities of a request that was handled all the same. */
  readonly notes?: readonly string[];
}

/** Deviations from how a response is normally sent, caused by a fault or a defect. */
export interface Distortion {
  readonly mediaType?: string;
  /** The connection ends in the middle of the body. */
  readonly truncated?: boolean;
  /** The connection is reset instead of sending a response. */
  readonly reset?: boolean;
}

/** A response, ready to be sent. */
export interface InteractionResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The start of the body, which is sent together with the headers. */
  readonly head?: string;
  /** The rest of the body, in parts that are sent one after another. */
  readonly parts: readonly Buffer[];
  readonly journal?: JournalDetails;
  /** The response is sent after this has settled. */
  readonly sendAfter?: Promise<void>;
  readonly distortion?: Distortion;
}

/** The result of an interaction: a response, or a problem that becomes one. */
export type InteractionResult = InteractionResponse | (Problem & { readonly journal?: JournalDetails });

export function jsonResponse(
  status: number,
  body: unknown,
  rest: Omit<InteractionResponse, 'status' | 'head' | 'parts'> = {},
): InteractionResponse {
  return { status, head: JSON.stringify(body), parts: [], ...rest };
}
