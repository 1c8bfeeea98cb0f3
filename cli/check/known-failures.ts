import { readFile } from 'node:fs/promises';
import { CHECKS, type KnownFailure, KnownFailuresError, parseKnownFailures } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Settings } from './settings.ts';

/**
 * Reads the file of known failures, where there is one.
 * @throws UsageError with line and column of every mistake in it, or with the checks that do not exist
 */
export async function readKnownFailures({ options, nameOf }: Settings): Promise<readonly KnownFailure[]> {
  const { knownFailures: path } = options;
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${nameOf('knownFailures')}: ${path} cannot be read (${error.code})`);
  });
  const known = await parseKnownFailures(text, path).catch((error: unknown) => {
    throw error instanceof KnownFailuresError ? new UsageError(error.message) : error;
  });
  const lost = known.filter(({ check }) => !CHECKS.some(({ id }) => id === check)).map(({ check }) => `'${check}'`);
  if (lost.length === 0) return known;
  const names = lost.join(', ');
  throw new UsageError(`${path}: expected the id of a check, as \`xis-testkit check list\` shows them, found ${names}`);
}
