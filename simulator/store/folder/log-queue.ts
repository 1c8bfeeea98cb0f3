import type { AppendOptions, Standing, StoredEntry } from '../store.ts';
import { StoreError, StoreUnavailableError } from '../store-error.ts';
import { readErrorCode } from './file-operations.ts';
import { readEntry } from './lines.ts';
import type { Append, LogFile } from './log-file.ts';

const MIN_COMPACTION_BYTES = 1024 * 1024;

/** An append that waits for its write. */
interface WaitingAppend extends Append {
  /** The state after it, when the log is to be compacted. */
  readonly whole: StoredEntry | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Runs work when there is room for it. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The calls for one organization, in their order. Appends that arrive while a write is under way go into the next one
 * together (group commit).
 */
export class LogQueue {
  readonly #file: LogFile;
  readonly #gate: Gate;
  readonly #onNotice: (text: string) => void;
  #last: Promise<unknown> = Promise.resolve();
  #waiting: WaitingAppend[] = [];
  /** The error of the append that failed since the last read. */
  #failure: unknown;
  /** Counts the bytes of entries since the last whole one, those that wait included. */
  #bytesSinceWhole = 0;

  constructor(file: LogFile, gate: Gate, onNotice: (text: string) => void) {
    this.#file = file;
    this.#gate = gate;
    this.#onNotice = onNotice;
  }

  /** Returns the last whole entry and all entries after it; undefined when there is no such organization. */
  read(): Promise<readonly StoredEntry[] | undefined> {
    return this.#run(async () => {
      const log = await this.#file.load();
      this.#failure = undefined;
      this.#bytesSinceWhole = this.#file.durable?.bytesSinceWhole ?? 0;
      return log?.lines.slice(log.wholeIndex).map(readEntry);
    });
  }

  /** Returns the entries after a number; undefined when the file does not have all of them, or not that number. */
  readAfter(number: number): Promise<readonly StoredEntry[] | undefined> {
    return this.#run(async () => {
      const log = await this.#file.load();
      const last = log?.lines.at(-1)?.number ?? -1;
      if (number > last) return undefined;
      const missed = log?.lines.filter((line) => !line.isWhole && line.number > number) ?? [];
      return missed.length === last - number ? missed.map(readEntry) : undefined;
    });
  }

  readStanding(): Promise<Standing | undefined> {
    return this.#run(() => this.#file.readStanding());
  }

  /** Adds entries. Returns when they are durable. */
  append(entries: readonly StoredEntry[], { standing, whole }: AppendOptions): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#bytesSinceWhole += entries.reduce((sum, { json }) => sum + json.length, 0);
    const isLong = this.#bytesSinceWhole > Math.max(MIN_COMPACTION_BYTES, this.#file.durable?.wholeBytes ?? 0);
    // A compaction that fails is tried again when the log has grown by as much again.
    if (isLong) this.#bytesSinceWhole = 0;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, standing, whole: isLong ? whole() : undefined, resolve, reject });
      if (this.#waiting.length === 1) void this.#run(() => this.#writeWaiting());
    });
  }

  /** Removes the organization. */
  drop(): Promise<void> {
    return this.#run(async () => {
      await this.#file.remove();
      this.#failure = undefined;
      this.#bytesSinceWhole = 0;
    });
  }

  /** Waits for all calls so far. */
  async settle(): Promise<void> {
    await this.#last;
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#gate(work)).catch((error) => Promise.reject(toStoreError(error)));
    this.#last = result.catch(() => {});
    return result;
  }

  async #writeWaiting(): Promise<void> {
    const appends = this.#waiting;
    this.#waiting = [];
    try {
      if (this.#file.durable === undefined) await this.#file.load();
      const fitting = rejectGaps(appends, this.#file.durable?.number ?? 0);
      if (fitting.length === 0) return;
      await this.#file.append(fitting);
      for (const { resolve } of fitting) resolve();
      await this.#compact(fitting.findLast(({ whole }) => whole !== undefined));
    } catch (error) {
      await this.#fail(toStoreError(error), appends);
    }
  }

  /** Compacts after an append that is durable: a full disk stops the compaction and not the append. */
  async #compact(append: WaitingAppend | undefined): Promise<void> {
    if (append?.whole === undefined) return;
    try {
      await this.#file.compact(append.whole, append.standing);
    } catch (error) {
      if (readErrorCode(error) === undefined) throw error;
      // Until the name of the new file is durable, entries in it are not.
      await this.#file.repair();
      this.#onNotice(`The log was not compacted, and is tried again later: ${toStoreError(error).message}`);
    }
  }

  async #fail(error: Error, appends: readonly WaitingAppend[]): Promise<void> {
    this.#failure = error;
    const rejected = [...appends, ...this.#waiting];
    this.#waiting = [];
    // If this fails as well, the next call does it.
    await this.#file.repair().catch(() => {});
    for (const { reject } of rejected) reject(error);
  }
}

/** Rejects the appends that do not follow the entry before them, and returns the others. */
function rejectGaps(appends: readonly WaitingAppend[], last: number): readonly WaitingAppend[] {
  let number = last;
  return appends.filter(({ entries, standing, reject }) => {
    const isNext = entries.every((entry, index) => entry.number === number + 1 + index);
    if (isNext && entries.length > 0 && standing.number === number + entries.length) {
      number = standing.number;
      return true;
    }
    reject(new Error(`entries ${entries.map((entry) => entry.number)} do not follow entry ${number}`));
    return false;
  });
}

function toStoreError(error: unknown): Error {
  if (error instanceof StoreError || error instanceof StoreUnavailableError) return error;
  const code = readErrorCode(error);
  if (code !== undefined)
    return new StoreUnavailableError(`The folder of the store cannot be used: ${code}.`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
