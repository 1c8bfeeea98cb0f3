import type { Instant } from '../../fhir/instant.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';

/** A request as the journal keeps it: redacted when it was captured. */
export interface JournalEntry {
  /** Its number, from 1. */
  readonly id: number;
  /** When it was answered, on the organization's clock. */
  readonly at: Instant;
  readonly operation: InboundOperation | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly status: number;
  /** How long it took, in real milliseconds. */
  readonly durationMs: number;
  /** What was wrong, when something was: an id of the problem catalogue. */
  readonly problem: string | undefined;
  /** The fault that was applied. */
  readonly fault: string | undefined;
  /** What is odd about the request, though it was answered. */
  readonly notes: readonly string[];
  /** How many resources an answer to a search holds. */
  readonly found: number | undefined;
  /** The appointment that was made, read or cancelled. */
  readonly appointment: string | undefined;
  /** A search for slots and what the agenda was then, from which it can be told why it found what it found. */
  readonly search: { readonly query: SlotQuery; readonly sequence: number; readonly at: Instant } | undefined;
  /** The slot that a booking was refused for, and how many changes the agenda had seen then. */
  readonly conflict: { readonly slot: string; readonly sequence: number } | undefined;
}

/** Which requests are meant; what is left out does not matter. */
export interface JournalCriteria {
  readonly operation?: InboundOperation;
  readonly method?: string;
  /** The url contains this. */
  readonly urlContains?: string;
  readonly status?: number;
  readonly problem?: string;
  readonly appointment?: string;
  readonly fault?: string;
  /** Only entries behind this number. */
  readonly after?: number;
}

/** Whether an entry is one that is meant. */
export function matchesCriteria(entry: JournalEntry, criteria: JournalCriteria): boolean {
  return (
    (criteria.operation === undefined || entry.operation === criteria.operation) &&
    (criteria.method === undefined || entry.method === criteria.method.toUpperCase()) &&
    (criteria.urlContains === undefined || entry.url.includes(criteria.urlContains)) &&
    (criteria.status === undefined || entry.status === criteria.status) &&
    (criteria.problem === undefined || entry.problem === criteria.problem) &&
    (criteria.appointment === undefined || entry.appointment === criteria.appointment) &&
    (criteria.fault === undefined || entry.fault === criteria.fault) &&
    (criteria.after === undefined || entry.id > criteria.after)
  );
}

/** The last so many requests. */
export class Journal {
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  #lastId = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Keeps an entry; the oldest go when there are too many. */
  add(entry: Omit<JournalEntry, 'id'>): JournalEntry {
    const numbered = entry as JournalEntry & { id: number };
    numbered.id = ++this.#lastId;
    this.#entries.push(numbered);
    // Seldom and many at a time, so that a request does not pay for moving them all.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#retained();
    return numbered;
  }

  #retained(): JournalEntry[] {
    return this.#limit === 0 ? [] : this.#entries.slice(-this.#limit);
  }

  /** The entries that are meant, oldest first. */
  find(criteria: JournalCriteria = {}): readonly JournalEntry[] {
    return this.#retained().filter((entry) => matchesCriteria(entry, criteria));
  }

  get(id: number): JournalEntry | undefined {
    return this.#retained().find((entry) => entry.id === id);
  }

  /** Forgets every entry; the numbers go on. */
  clear(): void {
    this.#entries = [];
  }
}
