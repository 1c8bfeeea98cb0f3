import { dirname } from 'node:path';
import type { Standing, StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { type FileOperations, type OpenFile, readAll, readErrorCode, withFile, writeAll } from './file-operations.ts';
import { damage, formatAppend, formatWhole, type Line, type ParsedLog, parseLastStanding, parseLog } from './lines.ts';

/** The lines before the whole entry that a compaction keeps, for feeds that resume. */
const MAX_KEPT_LINES = 1000;
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** The last line of most files fits in, also when it has the whole state. */
const END_BYTES = 64 * 1024;

/** The suffix of a file that is being written, and is then renamed. */
export const TEMPORARY_SUFFIX = '.tmp';

/** The entries of a turn, with the standing after them. */
export interface Append {
  readonly entries: readonly StoredEntry[];
  readonly standing: Standing;
}

/** The part of a file that survives a crash. */
interface Durable {
  /** In bytes; 0 when there is no such organization. */
  readonly size: number;
  /** The number of the last entry. */
  readonly number: number;
  /** The bytes of the last whole line, and of those after it. */
  readonly wholeBytes: number;
  readonly bytesSinceWhole: number;
}

const ABSENT: Durable = { size: 0, number: 0, wholeBytes: 0, bytesSinceWhole: 0 };

/**
 * The file of an organization. Its methods do not run at the same time. After a failure, the next call first removes
 * what the failed call has left in the file.
 */
export class LogFile {
  readonly #path: string;
  readonly #files: FileOperations;
  readonly #onNotice: (text: string) => void;
  #durable: Durable | undefined;
  /** Whether the file may have bytes after its durable part. */
  #hasRemainder = false;
  /** Whether the names in the folder may not survive a crash. */
  #isFolderUnsynced = false;

  constructor(path: string, files: FileOperations, onNotice: (text: string) => void) {
    this.#path = path;
    this.#files = files;
    this.#onNotice = onNotice;
  }

  /** The content of the file, as far as it is known; undefined before the first `load`. */
  get durable(): Durable | undefined {
    return this.#durable;
  }

  /**
   * Reads and checks the whole file.
   * @returns undefined when there is no such organization
   * @throws StoreError naming file and line, when the file is damaged, or is removed since the last call
   */
  async load(): Promise<ParsedLog | undefined> {
    await this.repair();
    const content = await ifPresent(withFile(this.#files, this.#path, 'read', readAll));
    if (content === undefined) {
      if (this.#durable?.size) throw missing(this.#path, this.#durable.number);
      this.#durable = ABSENT;
      return undefined;
    }
    const log = parseLog(content, this.#path);
    const durable = measure(log);
    if (this.#durable !== undefined && durable.number < this.#durable.number) {
      throw damage(this.#path, log.lines.length + 1, `entry ${durable.number + 1}`, 'the end of the file');
    }
    this.#durable = durable;
    this.#hasRemainder = log.size < content.length;
    if (this.#hasRemainder) this.#reportRemainder(log, content.length - log.size);
    return log;
  }

  /**
   * Reads the standing, from the end of the file if that is intact.
   * @returns undefined when there is no such organization
   */
  async readStanding(): Promise<Standing | undefined> {
    await this.repair();
    const end = await ifPresent(this.#files.readEnd(this.#path, END_BYTES));
    if (end === undefined) return undefined;
    return parseLastStanding(end.bytes, end.isAll) ?? (await this.load())?.last;
  }

  /** Adds the lines of appends, after the durable part of a file that is loaded. Returns when they are durable. */
  async append(appends: readonly Append[]): Promise<void> {
    if (appends.every(({ entries }) => entries.length === 0)) return;
    await this.repair();
    const durable = this.#durable ?? ABSENT;
    const isCreation = durable.size === 0;
    const lines = appends.flatMap(({ entries, standing }) => formatAppend(entries, standing, durable.number));
    const bytes = Buffer.concat(lines);
    const number = appends.at(-1)?.standing.number ?? durable.number;
    this.#hasRemainder = true;
    if (isCreation) {
      await this.#replace(bytes);
      await this.#syncFolder();
      const wholeBytes = lines[0]?.length ?? 0;
      this.#durable = { size: bytes.length, number, wholeBytes, bytesSinceWhole: bytes.length - wholeBytes };
    } else {
      await withFile(this.#files, this.#path, 'change', async (file) => {
        await writeAll(file, bytes, durable.size);
        await file.sync();
      });
      const bytesSinceWhole = durable.bytesSinceWhole + bytes.length;
      this.#durable = { ...durable, size: durable.size + bytes.length, number, bytesSinceWhole };
    }
    this.#hasRemainder = false;
  }

  /**
   * Puts the whole state in the place of the entries that it comes from. A crash leaves the old or the new file.
   * @throws StoreError when the file is damaged: it stays as it is
   */
  async compact(whole: StoredEntry, standing: Standing): Promise<void> {
    const log = await this.load();
    if (log === undefined) return;
    const entries = log.lines.filter(({ header }) => !header.whole);
    const before = lastWithin(entries.filter(({ header }) => header.number <= whole.number));
    const after = entries.filter(({ header }) => header.number > whole.number);
    const toBytes = ({ start, end }: Line): Buffer => log.content.subarray(start, end);
    const content = Buffer.concat([...before.map(toBytes), formatWhole(whole, standing), ...after.map(toBytes)]);
    const durable = measure(parseLog(content, this.#path));
    // After a failure to rename, either file may be there.
    this.#durable = undefined;
    await this.#replace(content);
    this.#durable = durable;
    await this.#syncFolder();
  }

  /** Removes the file; returns whether there was one. After a failure, it is there as before. */
  async remove(): Promise<boolean> {
    const setAside = `${this.#path}${TEMPORARY_SUFFIX}`;
    await ifPresent(this.#files.remove(setAside));
    let wasThere = false;
    try {
      wasThere = (await ifPresent(this.#files.rename(this.#path, setAside).then(() => true))) ?? false;
      await this.#syncFolder();
    } catch (error) {
      await this.#files.rename(setAside, this.#path).catch(() => {});
      throw error;
    }
    this.#durable = ABSENT;
    this.#hasRemainder = false;
    // If this fails, it is removed when the organization is created again, or at the next start.
    await this.#files.remove(setAside).catch(() => {});
    return wasThere;
  }

  /** Removes what a failed call, or a crash in the middle of one, has left behind. */
  async repair(): Promise<void> {
    const durable = this.#durable;
    if (this.#hasRemainder && durable !== undefined) {
      if (durable.size === 0) await this.remove();
      else await ifPresent(withFile(this.#files, this.#path, 'change', (file) => truncate(file, durable.size)));
      this.#hasRemainder = false;
    }
    if (this.#isFolderUnsynced) await this.#syncFolder();
  }

  /** Writes another file and gives it the name of this one. The name is durable after `#syncFolder`. */
  async #replace(content: Buffer): Promise<void> {
    const temporary = `${this.#path}${TEMPORARY_SUFFIX}`;
    try {
      await withFile(this.#files, temporary, 'create', async (file) => {
        await writeAll(file, content, 0);
        await file.sync();
      });
      this.#isFolderUnsynced = true;
      await this.#files.rename(temporary, this.#path);
    } catch (error) {
      // It takes space that may be what is missing; if it cannot be removed, it is overwritten, or removed at the next start.
      await this.#files.remove(temporary).catch(() => {});
      throw error;
    }
  }

  async #syncFolder(): Promise<void> {
    this.#isFolderUnsynced = true;
    await this.#files.syncFolder(dirname(this.#path));
    this.#isFolderUnsynced = false;
  }

  #reportRemainder({ lines, last }: ParsedLog, bytes: number): void {
    this.#onNotice(
      `${this.#path}:${lines.length + 1}: dropped ${bytes} bytes of an append that a crash interrupted, after entry ${last.number}.`,
    );
  }
}

function missing(path: string, number: number): StoreError {
  return new StoreError(
    `${path}: expected the file of an organization with ${number} entries, got no file. Restore it from a backup, or delete the organization.`,
  );
}

function measure({ lines, size, wholeIndex, last }: ParsedLog): Durable {
  const wholeEnd = lines[wholeIndex]?.end ?? 0;
  const wholeBytes = wholeEnd - (lines[wholeIndex]?.start ?? 0);
  return { size, number: last.number, wholeBytes, bytesSinceWhole: size - wholeEnd };
}

/** Returns the last lines within the limits. */
function lastWithin(lines: readonly Line[]): readonly Line[] {
  const end = lines.at(-1)?.end ?? 0;
  return lines.slice(-MAX_KEPT_LINES).filter(({ start }) => end - start <= MAX_KEPT_BYTES);
}

async function truncate(file: OpenFile, size: number): Promise<void> {
  await file.truncate(size);
  await file.sync();
}

/** Returns the result of an operation on a file; undefined when there is no such file. */
async function ifPresent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
