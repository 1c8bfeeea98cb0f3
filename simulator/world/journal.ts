import type { Instant } from '../../fhir/instant.ts';
import { detach } from '../../output/detach.ts';
import { integer, object, oneOf, type Static, string } from '../../schema/schema.ts';
import { INBOUND_OPERATIONS, type InboundOperation } from '../domain/fault/rule.ts';
import type { Retention } from '../domain/practice.ts';
import type { JournalDetails } from '../interaction-result.ts';
import { Changes } from './changes.ts';
import { RecentItems } from './recent-items.ts';

/** The details of a response; all keys are present, so that all entries have one shape. */
type Details = { readonly [Key in keyof Required<JournalDetails>]: JournalDetails[Key] };

/** What is kept of a response, redacted on capture. */
export interface KeptResponse {
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined without a body, and for a slot search, whose first slots the journal has. */
  readonly body?: unknown;
  /** Whether the body is only a part of the one that was sent. */
  readonly isExcerpt?: true;
}

/** A completed request, redacted on capture. */
export interface JournalEntry extends Details {
  /** The sequence number, from 1. */
  readonly id: number;
  /** The time of the response, on the organization's clock. */
  readonly at: Instant;
  readonly operation: InboundOperation | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly status: number;
  /** Undefined when the connection was reset. */
  readonly response: KeptResponse | undefined;
  /** The sender, by a valid token: the client, and whether a patient is logged in; undefined without one. */
  readonly caller: { readonly client: string | undefined; readonly hasPatient: boolean } | undefined;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** The id of the applied fault. */
  readonly fault: string | undefined;
  readonly notes: readonly string[];
  /** The approximate memory of the redacted bodies. */
  readonly bodyBytes: number;
}

/** The approximate memory of an entry beside its body: its fields, and for each character of its url the parsed query. */
const ENTRY_BYTES = 1000;
const BYTES_PER_CHARACTER = 10;

/** Returns the approximate memory of an entry, in bytes. */
export function sizeOfEntry({ url, notes, bodyBytes }: JournalEntry): number {
  return ENTRY_BYTES + url.length * BYTES_PER_CHARACTER + notes.length * 8 + bodyBytes;
}

const id = { minLength: 1, maxLength: 64 };

export const requestCriteriaSchema = object(
  {},
  {
    operation: oneOf(INBOUND_OPERATIONS, { description: 'The operation.' }),
    method: string({ minLength: 1, maxLength: 10, description: 'The HTTP method.' }),
    urlContains: string({ maxLength: 200, description: 'A part of the path and query.' }),
    status: integer({
      minimum: 0,
      maximum: 599,
      description: 'The status of the response; 0 when the connection was reset.',
    }),
    fault: string({ ...id, description: 'The id of the applied fault.' }),
    problem: string({ maxLength: 64, description: 'The id of a problem.' }),
    appointment: string({ ...id, description: 'The id of an appointment.' }),
    after: integer({ minimum: 0, description: 'Only requests with a higher number.' }),
  },
  { title: 'RequestCriteria', description: 'Selects requests; an absent criterion matches every request.' },
);

/** Selects requests; an absent criterion matches every request. */
export type RequestCriteria = Static<typeof requestCriteriaSchema>;

export function matchesCriteria(entry: JournalEntry, criteria: RequestCriteria): boolean {
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

/** The most recent requests, up to a number and a size. */
export class Journal {
  readonly #entries: RecentItems<JournalEntry>;
  /** Not in the entries: a store would grow by them with each search. */
  readonly #firstSlots = new WeakMap<JournalEntry, string>();
  #lastId = 0;

  readonly #changes: Changes;

  constructor(retention: Retention, changes = new Changes()) {
    this.#changes = changes;
    this.#entries = new RecentItems(retention, sizeOfEntry);
  }

  /** The approximate memory of the entries, in bytes. */
  get bytes(): number {
    return this.#entries.bytes;
  }

  /**
   * Adds an entry; removes the oldest entries above the retention.
   * @param firstSlots of a slot search, the JSON of its first entries
   */
  add(entry: Omit<JournalEntry, 'id'>, firstSlots?: string): JournalEntry {
    const numbered = entry as JournalEntry & { id: number; url: string };
    numbered.id = ++this.#lastId;
    numbered.url = detach(entry.url);
    this.#entries.add(numbered);
    if (firstSlots !== undefined) this.#firstSlots.set(numbered, firstSlots);
    this.#changes.set('request', String(numbered.id), numbered);
    return numbered;
  }

  /** Restores an entry, or without one its number. */
  restore(id: number, entry?: JournalEntry): void {
    this.#lastId = Math.max(this.#lastId, id);
    if (entry) this.#entries.add(entry);
  }

  /** The number of the last entry. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Returns the matching entries, oldest first. */
  find(criteria: RequestCriteria = {}): readonly JournalEntry[] {
    return this.#entries.list().filter((entry) => matchesCriteria(entry, criteria));
  }

  get(id: number): JournalEntry | undefined {
    return this.#entries.at(id - (this.#entries.at(0)?.id ?? 0));
  }

  /** Returns the JSON of the first entries of a slot search; undefined after a restart, and in another process. */
  firstSlotsOf(entry: JournalEntry): string | undefined {
    return this.#firstSlots.get(entry);
  }

  /** Removes all entries; the numbering continues. */
  clear(): void {
    this.#entries.clear();
    this.#changes.set('setting', 'requestsClearedTo', this.#lastId);
  }
}
