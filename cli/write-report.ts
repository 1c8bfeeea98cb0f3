import { writeFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** Writes a report where the user wants it. */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
