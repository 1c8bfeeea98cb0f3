import type { CheckReport } from './report.ts';

/** What the exit code of a check says of the XIS; 2 and 4 are for a wrong call and for mistakes of ours. */
export const CHECK_EXIT = { conformant: 0, nonconformant: 1, incomplete: 3 } as const;

/**
 * The exit code of a report: known failures and what they block do not count, and an entry of their file that excuses nothing is as bad as a
 * failure, so that the file stays true.
 */
export function exitCodeOf(report: CheckReport): 0 | 1 | 3 {
  const fails = report.checks.filter(({ verdict }) => verdict === 'fail');
  const isExcused = fails.length > 0 && fails.every(({ known }) => known !== undefined);
  if ((report.staleKnownFailures ?? []).length > 0) return CHECK_EXIT.nonconformant;
  if (report.verdict === 'nonconformant' && !isExcused) return CHECK_EXIT.nonconformant;
  const isUnseen = report.checks.some(
    ({ verdict, level, known }) =>
      level === 'must' && (verdict === 'error' || (verdict === 'blocked' && known === undefined)),
  );
  const hasPassed = report.checks.some(({ verdict }) => verdict === 'pass');
  const isIncomplete = isUnseen || (report.verdict === 'incomplete' && !hasPassed);
  return isIncomplete ? CHECK_EXIT.incomplete : CHECK_EXIT.conformant;
}
