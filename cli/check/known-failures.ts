import { CHECKS, type KnownFailure, loadKnownFailures } from '../../conformance/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Settings } from './settings.ts';

/**
 * Reads the file of known failures, where there is one.
 * @throws ConfigurationError with line and column of every mistake in it
 * @throws UsageError with the checks that do not exist
 */
export async function readKnownFailures({ options }: Settings): Promise<readonly KnownFailure[]> {
  const { knownFailures: path } = options;
  if (path === undefined) return [];
  const known = await loadKnownFailures(path);
  const lost = known.filter(({ check }) => !CHECKS.some(({ id }) => id === check)).map(({ check }) => `'${check}'`);
  if (lost.length === 0) return known;
  const names = lost.join(', ');
  throw new UsageError(`${path}: expected the id of a check, as \`xis-testkit check list\` shows them, found ${names}`);
}
