import { countRecords, type LogEntry, sizeOfLogEntry } from './entry.ts';

/**
 * The entries that are kept since a whole one, at least, and their approximate memory: 4 MiB. After a larger whole entry, they
 * may be as large: otherwise whole entries of a large state would cost more than the requests.
 */
const MIN_KEPT = 1000;
const MIN_BYTES = 4_194_304;

/** A whole entry, and the entries after it. */
export interface LogPart {
  readonly base: LogEntry;
  readonly entries: readonly LogEntry[];
}

/** The last entries of a log: those since a whole one, and those of the part before. */
export class KeptEntries {
  #before: LogPart | undefined;
  #base: LogEntry;
  #entries: LogEntry[] = [];
  #bytes = 0;
  /** So many entries that a whole one is rare, compared with the records in it. */
  #maxEntries = 0;
  #maxBytes = 0;

  constructor(base: LogEntry) {
    this.#base = base;
    this.#setLimits();
  }

  #setLimits(): void {
    this.#maxEntries = MIN_KEPT + countRecords(this.#base.records);
    this.#maxBytes = Math.max(MIN_BYTES, sizeOfLogEntry(this.#base));
  }

  /** @param whole returns the state after the entry */
  add(entry: LogEntry, whole: () => LogEntry): void {
    if (entry.isWhole) return this.#rebase(entry);
    this.#entries.push(entry);
    this.#bytes += sizeOfLogEntry(entry);
    if (this.#entries.length >= this.#maxEntries || this.#bytes > this.#maxBytes) this.#rebase(whole());
  }

  #rebase(base: LogEntry): void {
    this.#before = { base: this.#base, entries: this.#entries };
    this.#base = base;
    this.#entries = [];
    this.#bytes = 0;
    this.#setLimits();
  }

  /** Returns all that is kept. */
  all(): LogPart {
    if (!this.#before) return { base: this.#base, entries: this.#entries };
    const { base, entries } = this.#before;
    // The whole entry of a compaction repeats what the entries before it came to.
    const isNew = this.#base.number > (entries.at(-1) ?? base).number;
    return { base, entries: [...entries, ...(isNew ? [this.#base] : []), ...this.#entries] };
  }

  /** Returns the entries after a number; undefined when some of them are no longer kept. */
  after(number: number): readonly LogEntry[] | undefined {
    // Without a gap, so the place of an entry follows from its number.
    if (number >= this.#base.number) return this.#entries.slice(number - this.#base.number);
    const { base, entries } = this.all();
    return number < base.number ? undefined : entries.filter((entry) => entry.number > number);
  }
}
