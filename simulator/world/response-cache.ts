import type { Instant } from '../../fhir/instant.ts';
import type { Answer } from '../interaction-result.ts';

/** A search's answer, kept until something that it was made from changes. */
export interface KeptAnswer {
  readonly answer: Answer;
  /** The sum of the versions of the schedules that it was made from. */
  readonly version: number;
  /** The schedules whose versions count; undefined: all. */
  readonly schedules: ReadonlySet<string> | undefined;
  /** From this moment on it is wrong: a slot in it lies in the past, or a day has ended. */
  readonly until: Instant;
  readonly bytes: number;
}

const MOST_ANSWERS = 64;
const MOST_ASKED = 500;
/** A longer answer is kept in its parts, which others use as well: 1 MiB. */
const MOST_COPIED = 1_048_576;
const MOST_BYTES = 24 * 1024 * 1024;

/** The last few answers of one organization, by their query. */
export class AnswerCache {
  #asked = new Set<string>();
  readonly #kept = new Map<string, KeptAnswer>();
  #bytes = 0;

  get(query: string, now: Instant, versionOf: (ids: ReadonlySet<string> | undefined) => number): Answer | undefined {
    const kept = this.#kept.get(query);
    if (!kept) return undefined;
    if (now < kept.until && kept.version === versionOf(kept.schedules)) return kept.answer;
    this.#forget(query, kept);
    return undefined;
  }

  /**
   * Keeps an answer, when the same was asked for a short while ago: most searches are never made again, and keeping
   * their answers costs more than making them.
   */
  keep(query: string, kept: KeptAnswer): void {
    if (!this.#asked.has(query)) {
      this.#asked.add(query);
      if (this.#asked.size > MOST_ASKED) this.#asked = new Set();
      return;
    }
    if (kept.bytes > MOST_BYTES / 2) return;
    const answer = kept.bytes <= MOST_COPIED ? inOnePiece(kept.answer) : kept.answer;
    const before = this.#kept.get(query);
    if (before) this.#forget(query, before);
    this.#kept.set(query, { ...kept, answer });
    this.#bytes += kept.bytes;
    for (const [oldest, old] of this.#kept) {
      if (this.#kept.size <= MOST_ANSWERS && this.#bytes <= MOST_BYTES) break;
      this.#forget(oldest, old);
    }
  }

  #forget(query: string, kept: KeptAnswer): void {
    this.#kept.delete(query);
    this.#bytes -= kept.bytes;
  }
}

/** Whoever asks a second time is likely to ask a third: one piece is sent faster than many. */
function inOnePiece(answer: Answer): Answer {
  return answer.parts.length > 1 ? { ...answer, parts: [Buffer.concat(answer.parts)] } : answer;
}
