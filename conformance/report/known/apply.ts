import { defined } from '../../../schema/defined.ts';
import type { CheckReport, CheckResult, StaleKnownFailure } from '../report.ts';
import type { KnownFailure } from './known-failures.ts';

/**
 * Marks the checks that a known failure excuses: they keep their verdict, get the reason, and do not count for the exit
 * code. Entries that excuse no check go into the report as stale.
 * @param everyCheck the ids of all existing checks, including those that this run skipped; default: those of the report
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
  const reasons = new Map(
    known.filter((entry) => !isExpired(entry, today)).map(({ check, reason }) => [check, reason]),
  );
  return {
    ...report,
    checks: report.checks.map((check) => {
      const reason = reasons.get(check.id);
      const isExcusable = hasFailed(check) || check.verdict === 'blocked';
      return reason !== undefined && isExcusable ? { ...check, known: reason } : check;
    }),
    ...defined({ staleKnownFailures: stale.length > 0 ? stale : undefined }),
  };
}

function whyStale(
  entry: KnownFailure,
  check: CheckResult | undefined,
  { today, exists }: { readonly today: string; readonly exists: boolean },
): string | undefined {
  if (check === undefined) return exists ? undefined : 'unknown check';
  if (check.verdict === 'pass') return 'the check passes now: remove the entry';
  if (hasFailed(check) && isExpired(entry, today)) return `accepted until ${entry.until}, but the check still fails`;
  // A check that was not completed does not prove the entry stale.
  return undefined;
}

function hasFailed({ verdict }: CheckResult): boolean {
  return verdict === 'fail' || verdict === 'warn';
}

function isExpired({ until }: KnownFailure, today: string): boolean {
  return until !== undefined && until < today;
}
