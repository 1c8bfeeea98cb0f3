import type { Instant } from '../fhir/instant.ts';
import type { SlotQuery } from './domain/search/slot-query.ts';

/** What the journal is told of an answer. */
export interface JournalDetails {
  /** How many resources a search has found. */
  readonly found?: number;
  /** The appointment that it is about. */
  readonly appointment?: string;
  /** The slot that a booking was refused for, and how many changes the agenda had seen then. */
  readonly conflict?: { readonly slot: string; readonly sequence: number };
  /** The search for slots, and what the agenda was then. */
  readonly search?: { readonly query: SlotQuery; readonly sequence: number; readonly at: Instant };
  /** What is odd about the request, though it was answered. */
  readonly notes?: readonly string[];
}

/** What is answered. */
export interface InteractionResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the body begins with: it goes out with the headers, in one piece. */
  readonly head?: string;
  /** The rest of the body in parts that are sent one after another. */
  readonly parts: readonly Buffer[];
  readonly about?: JournalDetails;
  /** The answer waits for this. */
  readonly sendAfter?: Promise<void>;
}

/** An answer with a JSON body. */
export function jsonResponse(
  status: number,
  body: unknown,
  more: Omit<InteractionResponse, 'status' | 'head' | 'parts'> = {},
): InteractionResponse {
  return { status, head: JSON.stringify(body), parts: [], ...more };
}
