import { readFile } from 'node:fs/promises';
import { type KnownFailure, KnownFailuresError, parseKnownFailures } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Settings } from './settings.ts';

/**
 * Reads the file of known failures, where there is one.
 * @throws UsageError with line and column of every mistake in it
 */
export async function readKnownFailures({ options, nameOf }: Settings): Promise<readonly KnownFailure[]> {
  const { knownFailures: path } = options;
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${nameOf('knownFailures')}: ${path} cannot be read (${error.code})`);
  });
  return parseKnownFailures(text, path).catch((error: unknown) => {
    throw error instanceof KnownFailuresError ? new UsageError(error.message) : error;
  });
}
