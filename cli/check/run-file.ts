import { rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { RunFile } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';

/** The run file of this run. */
export interface OwnRunFile extends RunFile {
  readonly path: string;
  /** Whether nothing was asked of the XIS so far. */
  readonly isEmpty: boolean;
  close(): Promise<void>;
  /** Takes it away: there is nothing to clean up. */
  remove(): void;
}

/**
 * A name that tells when it was; two runs that begin in the same second have two.
 * @param unique a text that nobody has used before
 */
export function runFileName(now: number, unique: string): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `xis-testkit-run-${stamp}Z-${unique.replaceAll('-', '').slice(0, 6)}.jsonl`;
}

/**
 * Makes a run file. What is there already is the file of a run that is still going, or has left something, and stays as it is.
 * @throws UsageError when it cannot be made
 */
export async function createRunFile(path: string): Promise<OwnRunFile> {
  // Readable by its owner only: it tells where appointments were made.
  const handle = await open(path, 'wx', 0o600).catch(({ code }: NodeJS.ErrnoException) => {
    const why =
      code === 'EEXIST'
        ? `is there already. Of a run that is still going: leave it, and name another. Of one that was not cleaned up: use \`xis-testkit check cleanup ${path}\`, or remove it`
        : `cannot be written (${code})`;
    throw new UsageError(`run file ${path} ${why}`);
  });
  return writing(handle, path);
}

/** Goes on with the run file of an earlier run. */
export async function continueRunFile(path: string): Promise<OwnRunFile> {
  const handle = await open(path, 'a').catch(({ code }: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: expected a run file that can be written, found ${code}`);
  });
  return writing(handle, path);
}

function writing(handle: FileHandle, path: string): OwnRunFile {
  let isEmpty = true;
  return {
    path,
    get isEmpty() {
      return isEmpty;
    },
    async append(record) {
      isEmpty = false;
      await handle.appendFile(`${JSON.stringify(record)}\n`);
      // On the disk before the request leaves: a crash of the machine loses nothing.
      await handle.datasync();
    },
    close: () => handle.close(),
    remove: () => rmSync(path, { force: true }),
  };
}
