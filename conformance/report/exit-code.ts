import type { CheckReport } from './report.ts';

/** The exit codes of a check; 2 and 4 report wrong usage and internal errors. */
export const CHECK_EXIT = { conformant: 0, nonconformant: 1, incomplete: 3 } as const;

/**
 * Returns the exit code of a report. Known failures, and checks that they block, do not count. A stale entry in the file
 * of known failures fails the run.
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
