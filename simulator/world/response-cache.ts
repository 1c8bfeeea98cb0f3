import type { Instant } from '../../fhir/instant.ts';
import type { InteractionResponse } from '../interaction-result.ts';

/** The response of a search, valid until the agenda changes. */
export interface CachedResponse {
  readonly response: InteractionResponse;
  /** The sum of the versions of its schedules. */
  readonly version: number;
  /** The schedules whose versions count; undefined means all. */
  readonly schedules: ReadonlySet<string> | undefined;
  /** From this instant it is outdated: a slot has passed, or the day has ended. */
  readonly expiresAt: Instant;
  readonly bytes: number;
}

const MAX_RESPONSES = 64;
const MAX_SEEN_QUERIES = 500;
/** Longer responses stay in the parts that they share with other responses: 1 MiB. */
const MAX_COPIED_BYTES = 1_048_576;
const MAX_BYTES = 24 * 1024 * 1024;

/** The most recent search responses of an organization, by query. */
export class ResponseCache {
  #seen = new Set<string>();
  readonly #cached = new Map<string, CachedResponse>();
  #bytes = 0;

  get(
    query: string,
    now: Instant,
    versionOf: (ids: ReadonlySet<string> | undefined) => number,
  ): InteractionResponse | undefined {
    const cached = this.#cached.get(query);
    if (!cached) return undefined;
    if (now < cached.expiresAt && cached.version === versionOf(cached.schedules)) return cached.response;
    this.#forget(query, cached);
    return undefined;
  }

  /**
   * Stores a response if its query came before recently: most queries come once, and storing their responses costs more
   * than creating them.
   */
  store(query: string, cached: CachedResponse): void {
    if (!this.#seen.has(query)) {
      this.#seen.add(query);
      if (this.#seen.size > MAX_SEEN_QUERIES) this.#seen = new Set();
      return;
    }
    if (cached.bytes > MAX_BYTES / 2) return;
    const response = cached.bytes <= MAX_COPIED_BYTES ? joinParts(cached.response) : cached.response;
    const previous = this.#cached.get(query);
    if (previous) this.#forget(query, previous);
    this.#cached.set(query, { ...cached, response });
    this.#bytes += cached.bytes;
    for (const [oldest, old] of this.#cached) {
      if (this.#cached.size <= MAX_RESPONSES && this.#bytes <= MAX_BYTES) break;
      this.#forget(oldest, old);
    }
  }

  #forget(query: string, cached: CachedResponse): void {
    this.#cached.delete(query);
    this.#bytes -= cached.bytes;
  }
}

/** Joins the parts of a response: a query that came twice is likely to come again, and one part is faster to send. */
function joinParts(response: InteractionResponse): InteractionResponse {
  return response.parts.length > 1 ? { ...response, parts: [Buffer.concat(response.parts)] } : response;
}
