import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Writes a report where the user wants it. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/**
 * Finds out before the work whether its report can be written after it.
 * @param option that names the file
 * @throws UsageError when it cannot
 */
export async function expectWritable(option: string, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const fails = found?.isDirectory()
    ? 'it is a folder'
    : await access(found ? path : dirname(path), constants.W_OK).then(
        () => undefined,
        ({ code }: NodeJS.ErrnoException) => (code === 'ENOENT' ? 'its folder is not there' : String(code)),
      );
  if (fails !== undefined) throw new UsageError(`${option}: ${path} cannot be written (${fails})`);
}
