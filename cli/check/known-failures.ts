import { readFile } from 'node:fs/promises';
import { CHECKS, type KnownFailure, parseKnownFailures } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';
import type { CheckSettings } from './options.ts';

/**
 * Reads the file of --known-failures, if there is one.
 * @throws KnownFailuresError with line and column of each mistake in it
 * @throws UsageError when the file cannot be read, or names checks that do not exist
 */
export async function readKnownFailures({ values, nameOf }: CheckSettings): Promise<readonly KnownFailure[]> {
  const { knownFailures: path } = values;
  if (path === undefined) return [];
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${nameOf('knownFailures')}: ${path} cannot be read (${error.code})`, { cause: error });
  });
  const known = await parseKnownFailures(text, path);
  const unknown = known.filter(({ check }) => !CHECKS.some(({ id }) => id === check)).map(({ check }) => `'${check}'`);
  if (unknown.length === 0) return known;
  throw new UsageError(
    `${path}: expected ids of checks, as \`xis-testkit check list\` prints them, got ${unknown.join(', ')}`,
  );
}
