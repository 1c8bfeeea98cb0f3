import type { Instant } from '../../../fhir/instant.ts';
import type { AppendOptions, Standing, StoredEntry } from '../store.ts';
import { type FileOperations, readErrorCode, toStoreError } from './file-operations.ts';
import { type Line, type ParsedLog, readEntry } from './lines.ts';
import { type Append, LogFile } from './log-file.ts';

/** An append that waits for its write. */
interface WaitingAppend extends Append {
  /** The state after it, when the log is to be compacted. */
  readonly whole: StoredEntry | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Runs work when there is room for it. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** The parts that the queues of a store share. */
export interface QueueOptions {
  readonly files: FileOperations;
  readonly gate: Gate;
  readonly onNotice: (text: string) => void;
  /** The bytes of entries that are worth a compaction, if the state is smaller. */
  readonly minCompactionBytes: number;
}

/**
 * The calls for one organization, in their order. Appends that arrive while a write is under way go into the next one
 * together (group commit).
 */
export class LogQueue {
  readonly #path: string;
  readonly #file: LogFile;
  readonly #options: QueueOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** The appends of the last call, as long as it waits and more can join them. */
  #batch: WaitingAppend[] | undefined;
  /** The error of the append that failed since the last read. */
  #failure: Error | undefined;
  #callsUnderWay = 0;
  /** Counts the bytes of entries since the last whole one, those that wait included. */
  #bytesSinceWhole = 0;

  constructor(path: string, options: QueueOptions) {
    this.#path = path;
    this.#file = new LogFile(path, options.files, options.onNotice);
    this.#options = options;
  }

  /** Whether nothing is lost without this queue: there is no such organization, and no call for it. */
  get isIdle(): boolean {
    return this.#callsUnderWay === 0 && this.#failure === undefined && this.#file.durable?.size === 0;
  }

  /** Returns the last whole entry and all entries after it; undefined when there is no such organization. */
  read(): Promise<readonly StoredEntry[] | undefined> {
    return this.#run(async () => {
      const log = await this.#load();
      this.#failure = undefined;
      this.#bytesSinceWhole = this.#file.durable?.bytesSinceWhole ?? 0;
      return log?.lines.slice(log.wholeIndex).map((line) => readEntry(log, line));
    });
  }

  /** Returns the entries after a number; undefined when the file does not have all of them, or ends before the number. */
  readAfter(number: number): Promise<readonly StoredEntry[] | undefined> {
    return this.#run(async () => {
      const log = await this.#load();
      if (log === undefined || number > log.last.number) return undefined;
      const missed = log.lines.filter(({ header }) => isWritten(header) && header.number > number);
      return missed.length === log.last.number - number ? missed.map((line) => readEntry(log, line)) : undefined;
    });
  }

  readStanding(): Promise<Standing | undefined> {
    return this.#run(() => this.#file.readStanding());
  }

  /** Adds entries. Returns when they and all earlier ones are durable. */
  append(entries: readonly StoredEntry[], { standing, whole }: AppendOptions): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (entries[0]?.number !== 1) this.#bytesSinceWhole += entries.reduce((sum, { json }) => sum + json.length, 0);
    const isLong =
      this.#bytesSinceWhole > Math.max(this.#options.minCompactionBytes, this.#file.durable?.wholeBytes ?? 0);
    // A compaction that fails is tried again when the log has grown by as much again.
    if (isLong) this.#bytesSinceWhole = 0;
    const batch = this.#batch ?? this.#startBatch();
    return new Promise((resolve, reject) => {
      batch.push({ entries, standing, whole: isLong ? whole() : undefined, resolve, reject });
    });
  }

  #startBatch(): WaitingAppend[] {
    const batch: WaitingAppend[] = [];
    void this.#run(() => {
      if (this.#batch === batch) this.#batch = undefined;
      return this.#write(batch);
    });
    this.#batch = batch;
    return batch;
  }

  /**
   * Removes the organization, unless it has an entry since a real instant.
   * @returns whether it was there, and is removed
   */
  drop(usedBefore?: Instant): Promise<boolean> {
    return this.#run(async () => {
      const usedAt = usedBefore === undefined ? undefined : (await this.#file.readStanding())?.usedAt;
      if (usedBefore !== undefined && usedAt !== undefined && usedAt >= usedBefore) return false;
      const wasThere = await this.#file.remove();
      this.#failure = undefined;
      this.#bytesSinceWhole = 0;
      return wasThere;
    });
  }

  /** Waits for all calls so far. */
  async settle(): Promise<void> {
    await this.#last;
  }

  async #load(): Promise<ParsedLog | undefined> {
    try {
      return await this.#file.load();
    } catch (error) {
      // Entries after damage are lost with the entries before them.
      if (readErrorCode(error) === undefined) this.#failure = toStoreError(error, this.#path);
      throw error;
    }
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    // Appends after this call do not overtake it.
    this.#batch = undefined;
    this.#callsUnderWay += 1;
    const result = this.#last
      .then(() => this.#options.gate(work))
      .finally(() => {
        this.#callsUnderWay -= 1;
      })
      .catch((error) => Promise.reject(toStoreError(error, this.#path)));
    this.#last = result.catch(() => {});
    return result;
  }

  async #write(batch: readonly WaitingAppend[]): Promise<void> {
    try {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#file.durable === undefined) await this.#file.load();
      const fitting = rejectGaps(batch, this.#file.durable?.number ?? 0);
      await this.#file.append(fitting);
      for (const { resolve } of fitting) resolve();
      await this.#compact(fitting.findLast(({ whole }) => whole !== undefined));
    } catch (error) {
      this.#failure = toStoreError(error, this.#path);
      // If this fails as well, the next call does it.
      await this.#file.repair().catch(() => {});
      for (const { reject } of batch) reject(this.#failure);
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
      this.#options.onNotice(`It is compacted later: ${toStoreError(error, this.#path).message}`);
    }
  }
}

/** Returns whether a line is that of an append, and not of a compaction. */
function isWritten({ whole, number }: Line['header']): boolean {
  return !whole || number === 1;
}

/** Rejects the appends that do not follow the entry before them, and returns the others. */
function rejectGaps(appends: readonly WaitingAppend[], last: number): readonly WaitingAppend[] {
  let number = last;
  return appends.filter(({ entries, standing, reject }) => {
    const isNext = entries.every((entry, index) => entry.number === number + 1 + index);
    if (isNext && standing.number === number + entries.length) {
      number = standing.number;
      return true;
    }
    reject(new Error(`entries ${entries.map((entry) => entry.number)} do not follow entry ${number}`));
    return false;
  });
}
