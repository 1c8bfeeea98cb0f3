import { CHECKS, type KnownFailure, loadKnownFailures } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';
import type { CheckSettings } from './options.ts';

/**
 * Reads the file of --known-failures, if there is one.
 * @throws ConfigurationError with line and column of each mistake in it
 * @throws UsageError when it names checks that do not exist
 */
export async function readKnownFailures({
  values: { knownFailures: path },
}: CheckSettings): Promise<readonly KnownFailure[]> {
  if (path === undefined) return [];
  const known = await loadKnownFailures(path);
  const unknown = known.filter(({ check }) => !CHECKS.some(({ id }) => id === check)).map(({ check }) => `'${check}'`);
  if (unknown.length === 0) return known;
  throw new UsageError(
    `${path}: expected ids of checks, as \`xis-testkit check list\` prints them, got ${unknown.join(', ')}`,
  );
}
