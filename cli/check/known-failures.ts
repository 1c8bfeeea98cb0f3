import { CHECKS, type KnownFailure, loadKnownFailures } from '../../conformance/index.ts';
import { didYouMean } from '../../output/did-you-mean.ts';
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
  const ids = CHECKS.map(({ id }) => id);
  const unknown = known.map(({ check }) => check).filter((check) => !ids.includes(check));
  if (unknown.length === 0) return known;
  const got = unknown.map((check) => [`'${check}'`, didYouMean(check, ids)].filter(Boolean).join(', '));
  throw new UsageError(
    `${path}: expected ids of checks, as \`xis-testkit check list\` prints them, got ${got.join(', ')}`,
  );
}
