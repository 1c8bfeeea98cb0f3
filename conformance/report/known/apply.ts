import type { CheckReport, CheckResult, StaleKnownFailure } from '../report.ts';
import type { KnownFailure } from './known-failures.ts';

/**
 * Marks what is known to fail, or to be blocked by what fails: such a check keeps its verdict and gets the reason, and does
 * not count for the exit code.
 * Entries that excuse nothing go into the report as stale.
 * @param everyCheck the ids of all checks that exist, also of those that this run left out; without it, those of the report
 */
export function applyKnownFailures(
  report: CheckReport,
  known: readonly KnownFailure[],
  everyCheck: readonly string[] = [],
): CheckReport {
  const results = new Map(report.checks.map((check) => [check.id, check]));
  const today = report.startedAt.slice(0, 10);
  const stale = known.flatMap((entry): readonly StaleKnownFailure[] => {
    const why = whyStale(entry, results.get(entry.check), { today, exists: everyCheck.includes(entry.check) });
    return why === undefined ? [] : [{ check: entry.check, reason: entry.reason, why }];
  });
  const reasons = new Map(known.filter((entry) => !isOver(entry, today)).map(({ check, reason }) => [check, reason]));
  return {
    ...report,
    checks: report.checks.map((check) => {
      const reason = reasons.get(check.id);
      const isOpen = isBroken(check) || check.verdict === 'blocked';
      return reason !== undefined && isOpen ? { ...check, known: reason } : check;
    }),
    ...(stale.length > 0 ? { staleKnownFailures: stale } : {}),
  };
}

function whyStale(
  entry: KnownFailure,
  check: CheckResult | undefined,
  { today, exists }: { readonly today: string; readonly exists: boolean },
): string | undefined {
  if (check === undefined) return exists ? undefined : 'there is no such check';
  if (check.verdict === 'pass') return 'it stopped failing: take it out of the file';
  if (isBroken(check) && isOver(entry, today)) return `it was borne until ${entry.until}, and it still fails`;
  // What could not be looked at says nothing about the entry.
  return undefined;
}

function isBroken({ verdict }: CheckResult): boolean {
  return verdict === 'fail' || verdict === 'warn';
}

function isOver({ until }: KnownFailure, today: string): boolean {
  return until !== undefined && until < today;
}
