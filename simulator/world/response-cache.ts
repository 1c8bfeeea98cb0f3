import type { Instant } from '../../fhir/instant.ts';
import type { InteractionResponse } from '../interaction-result.ts';

/** A search's answer, cached until something that it was made from changes. */
export interface CachedResponse {
  readonly response: InteractionResponse;
  /** The sum of the versions of the schedules that it was made from. */
  readonly version: number;
  /** The schedules whose versions count; undefined: all. */
  readonly schedules: ReadonlySet<string> | undefined;
  /** From this moment on it is wrong: a slot in it lies in the past, or a day has ended. */
  readonly expiresAt: Instant;
  readonly bytes: number;
}

const MAX_RESPONSES = 64;
const MAX_SEEN_QUERIES = 500;
/** A longer answer is cached in its parts, which others use as well: 1 MiB. */
const MAX_COPIED_BYTES = 1_048_576;
const MAX_BYTES = 24 * 1024 * 1024;

/** The last few answers of one organization, by their query. */
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
   * Keeps an answer, when the same was asked for a short while ago: most searches are never made again, and keeping
   * their answers costs more than making them.
   */
  store(query: string, cached: CachedResponse): void {
    if (!this.#seen.has(query)) {
      this.#seen.add(query);
      if (this.#seen.size > MAX_SEEN_QUERIES) this.#seen = new Set();
      return;
    }
    if (cached.bytes > MAX_BYTES / 2) return;
    const answer = cached.bytes <= MAX_COPIED_BYTES ? joinParts(cached.response) : cached.response;
    const before = this.#cached.get(query);
    if (before) this.#forget(query, before);
    this.#cached.set(query, { ...cached, response: answer });
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

/** Whoever asks a second time is likely to ask a third: one piece is sent faster than many. */
function joinParts(answer: InteractionResponse): InteractionResponse {
  return answer.parts.length > 1 ? { ...answer, parts: [Buffer.concat(answer.parts)] } : answer;
}
