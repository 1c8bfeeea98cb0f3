import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Writes a report to a file of the user. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

/**
 * Checks before the work that its report can be written.
 * @param option the name of the option with the file
 * @throws UsageError when the file cannot be written
 */
export async function expectWritable(option: string, path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  const problem = existing?.isDirectory()
    ? 'it is a folder'
    : await access(existing ? path : dirname(path), constants.W_OK).then(
        () => undefined,
        ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' ? 'its folder does not exist' : String(code)),
      );
  if (problem !== undefined) throw new UsageError(`${option}: ${path} cannot be written (${problem})`);
}
