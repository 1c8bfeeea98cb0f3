import type { Instant } from '../../fhir/instant.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { SlotQuery } from '../domain/search/slot-query.ts';

/** A completed request, redacted on capture. */
export interface JournalEntry {
  /** The sequence number, from 1. */
  readonly id: number;
  /** The time of the response, on the organization's clock. */
  readonly at: Instant;
  readonly operation: InboundOperation | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly status: number;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** The id of the problem that the response reports. */
  readonly problem: string | undefined;
  /** The id of the applied fault. */
  readonly fault: string | undefined;
  /** Irregularities of a request that was handled all the same. */
  readonly notes: readonly string[];
  /** The number of resources that a search found. */
  readonly found: number | undefined;
  /** The id of the created, read or cancelled appointment. */
  readonly appointment: string | undefined;
  /** A search for slots, and the state of the agenda at that moment, to explain its result. */
  readonly search: { readonly query: SlotQuery; readonly sequence: number; readonly at: Instant } | undefined;
  /** The slot of a rejected booking, and the number of changes in the agenda at that moment. */
  readonly conflict: { readonly slot: string; readonly sequence: number } | undefined;
}

/** Selects requests; an absent criterion matches every request. */
export interface JournalCriteria {
  readonly operation?: InboundOperation;
  readonly method?: string;
  readonly urlContains?: string;
  readonly status?: number;
  readonly problem?: string;
  readonly appointment?: string;
  readonly fault?: string;
  /** Selects requests with a higher number. */
  readonly after?: number;
}

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

/** The most recent requests, up to a limit. */
export class Journal {
  readonly #limit: number;
  #entries: JournalEntry[] = [];
  #lastId = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds an entry; removes the oldest entries above the limit. */
  add(entry: Omit<JournalEntry, 'id'>): JournalEntry {
    const numbered = entry as JournalEntry & { id: number };
    numbered.id = ++this.#lastId;
    this.#entries.push(numbered);
    // Removes many at a time, so that few requests pay for it.
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#retained();
    return numbered;
  }

  #retained(): JournalEntry[] {
    return this.#limit === 0 ? [] : this.#entries.slice(-this.#limit);
  }

  /** Returns the matching entries, oldest first. */
  find(criteria: JournalCriteria = {}): readonly JournalEntry[] {
    return this.#retained().filter((entry) => matchesCriteria(entry, criteria));
  }

  get(id: number): JournalEntry | undefined {
    return this.#retained().find((entry) => entry.id === id);
  }

  /** Removes all entries; the numbering continues. */
  clear(): void {
    this.#entries = [];
  }
}
