import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { RunFile } from '../../conformance/index.ts';
import { warn } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { describeUnwritable } from '../write-report.ts';

/** The run file of a run. */
export interface OwnRunFile extends RunFile {
  readonly path: string;
  /** Whether no booking was recorded yet. */
  readonly isEmpty: boolean;
  /** Closes the file. A failure is a warning: every record is on disk, and the run ends with its report. */
  close(): Promise<void>;
  /** Removes the file when there is nothing to clean up. */
  remove(): void;
}

/**
 * Returns a file name with the time of the run. Two runs of the same second get different names.
 * @param unique a random text
 */
export function runFileName(now: number, unique: string): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `xis-testkit-run-${stamp}Z-${unique.replaceAll('-', '').slice(0, 6)}.jsonl`;
}

/**
 * Creates a run file. An existing file is kept: its run is still going, or has left appointments.
 * @throws UsageError when the file exists or cannot be written
 */
export async function createRunFile(path: string): Promise<OwnRunFile> {
  // Readable by its owner only: it has the slots of a patient's appointments.
  const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EEXIST'
        ? `exists already. If it is of a run that is still going, choose another file; otherwise run \`xis-testkit check cleanup ${path}\`, or remove it`
        : `cannot be written (${describeUnwritable(path, error)})`;
    throw new UsageError(`run file ${path} ${why}`, { cause: error });
  });
  return toRunFile(handle, path);
}

/** Opens the run file of an earlier run to append to it. */
export async function continueRunFile(path: string): Promise<OwnRunFile> {
  const handle = await open(path, 'a').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: expected a writable run file, got ${error.code}`, { cause: error });
  });
  return toRunFile(handle, path);
}

/** Returns the run file of an open file. */
export function toRunFile(handle: Pick<FileHandle, 'appendFile' | 'datasync' | 'close'>, path: string): OwnRunFile {
  let isEmpty = true;
  const warnOf = (what: string, error: unknown): void =>
    warn(`run file ${path} cannot be ${what} (${(error as NodeJS.ErrnoException).code})`);
  return {
    path,
    get isEmpty() {
      return isEmpty;
    },
    async append(record) {
      isEmpty = false;
      await handle.appendFile(`${JSON.stringify(record)}\n`);
      // On disk before the request is sent: a crash of the machine loses nothing.
      await handle.datasync();
    },
    async close() {
      await handle.close().catch((error) => warnOf('closed', error));
    },
    remove() {
      try {
        rmSync(path, { force: true });
      } catch (error) {
        warnOf('removed', error);
      }
    },
  };
}
