import type { Instant } from '../../fhir/instant.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import type { Agenda } from './agenda.ts';

/** The response of a search, valid until the agenda changes. */
export interface CachedResponse {
  readonly response: InteractionResponse;
  /** The schedules whose versions count; undefined means all. */
  readonly schedules: ReadonlySet<string> | undefined;
  /** From this instant it is outdated: a slot has passed, or the day has ended. */
  readonly expiresAt: Instant;
  readonly bytes: number;
}

interface Versioned extends CachedResponse {
  /** The sum of the versions of its schedules. */
  readonly version: number;
}

const MAX_RESPONSES = 1000;
/** Longer responses stay in the parts that they share with other responses: 1 MiB. */
const MAX_COPIED_BYTES = 1_048_576;
const MAX_BYTES = 24 * 1024 * 1024;

/** The facts about its agenda that a response depends on: that it is this one, and its version. */
type VersionedAgenda = Pick<Agenda, 'versionOf'>;

/** The search responses of all organizations that were used last, by agenda and query. */
export class ResponseCache {
  readonly #numbers = new WeakMap<VersionedAgenda, number>();
  #lastNumber = 0;
  #seen = new Set<string>();
  #seenBytes = 0;
  /** The least recently used first. */
  readonly #cached = new Map<string, Versioned>();
  #bytes = 0;

  get(agenda: VersionedAgenda, query: string, now: Instant): InteractionResponse | undefined {
    const key = this.#keyOf(agenda, query);
    const cached = this.#cached.get(key);
    if (!cached) return undefined;
    const isValid = now < cached.expiresAt && cached.version === agenda.versionOf(cached.schedules);
    if (isValid) this.#touch(key, cached);
    else this.#forget(key, cached);
    return isValid ? cached.response : undefined;
  }

  /**
   * Stores a response if its query came before recently: most queries come once, and storing their responses costs more
   * than creating them.
   */
  store(agenda: VersionedAgenda, query: string, cached: CachedResponse): void {
    const key = this.#keyOf(agenda, query);
    if (!this.#seen.has(key)) return this.#see(key, cached.bytes);
    if (cached.bytes > MAX_BYTES / 2) return;
    const response = cached.bytes <= MAX_COPIED_BYTES ? joinParts(cached.response) : cached.response;
    const previous = this.#cached.get(key);
    if (previous) this.#forget(key, previous);
    this.#cached.set(key, { ...cached, response, version: agenda.versionOf(cached.schedules) });
    this.#bytes += cached.bytes;
    for (const [oldest, old] of this.#cached) {
      if (this.#cached.size <= MAX_RESPONSES && this.#bytes <= MAX_BYTES) break;
      this.#forget(oldest, old);
    }
  }

  /** An organization has another agenda after a reset, whose versions begin again. */
  #keyOf(agenda: VersionedAgenda, query: string): string {
    let number = this.#numbers.get(agenda);
    if (number === undefined) {
      number = ++this.#lastNumber;
      this.#numbers.set(agenda, number);
    }
    return `${number} ${query}`;
  }

  /** Notes a query. The response of one that comes back later than this would be dropped before it is used. */
  #see(key: string, bytes: number): void {
    if (this.#seen.size >= MAX_RESPONSES || this.#seenBytes + bytes > MAX_BYTES) {
      this.#seen = new Set();
      this.#seenBytes = 0;
    }
    this.#seen.add(key);
    this.#seenBytes += bytes;
  }

  #touch(key: string, cached: Versioned): void {
    this.#cached.delete(key);
    this.#cached.set(key, cached);
  }

  #forget(key: string, cached: Versioned): void {
    this.#cached.delete(key);
    this.#bytes -= cached.bytes;
  }
}

/** Joins the parts of a response: a query that came twice is likely to come again, and one part is faster to send. */
function joinParts(response: InteractionResponse): InteractionResponse {
  return response.parts.length > 1 ? { ...response, parts: [Buffer.concat(response.parts)] } : response;
}
