/** All rules of what counts: from the finding of a check to the conclusion about the XIS. */
import { didYouMean } from '../output/did-you-mean.ts';
import { defined } from '../schema/defined.ts';
import type { Finding } from './check.ts';
import { coverageOf } from './coverage.ts';
import type { KnownFailure } from './known-failures.ts';
import type { CheckReport, CheckResult, RequirementResult, StaleKnownFailure } from './report/report.ts';
import { ORIGINS, type Requirement } from './requirements/requirement.ts';
import type { Conclusion, Level, Verdict } from './verdict.ts';

/** Circumstances under which a finding may say nothing about the XIS. */
interface Circumstances {
  /** Whether the run was aborted during the check. */
  readonly isAborted: boolean;
  /** The reason for a XIS that is no longer reachable. */
  readonly unreachable: string | undefined;
  /** The reasons for responses of the check that say nothing about the XIS. */
  readonly gaps: ReadonlySet<string>;
}

/**
 * Returns a finding that can be judged. A clause is satisfied only where something was examined; it is violated only where
 * every request was sent and every response was read.
 */
export function discountUnreliable(finding: Finding, circumstances: Circumstances): Finding {
  if (finding.outcome === 'satisfied') {
    if (finding.examined > 0) return finding;
    return { outcome: 'blocked', message: `there was nothing to examine: ${finding.message}` };
  }
  if (finding.outcome === 'not-applicable') return finding;
  if (circumstances.isAborted) return { outcome: 'blocked', message: 'the run was ended during it' };
  const [gap] = circumstances.gaps;
  const reason = circumstances.unreachable ?? gap;
  return reason === undefined ? finding : { outcome: 'blocked', message: reason };
}

/** Returns the verdict on a finding: only a must can fail. */
export function judge({ outcome }: Finding, level: Level): Verdict {
  switch (outcome) {
    case 'satisfied':
      return 'pass';
    case 'violated':
      return level === 'must' ? 'fail' : 'warn';
    case 'blocked':
    case 'not-applicable':
      return outcome;
  }
}

export function countVerdicts(results: readonly CheckResult[]): CheckReport['counts'] {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, warn: 0, blocked: 0, 'not-applicable': 0, error: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** Draws the conclusion. A mistake of ours in a must leaves it open, as does a run in which no check passed. */
export function conclude(results: readonly CheckResult[]): Conclusion {
  const musts = results.filter(({ level }) => level === 'must');
  if (musts.some(({ verdict }) => verdict === 'fail')) return 'nonconformant';
  const isOpen = musts.some(({ verdict }) => verdict === 'blocked' || verdict === 'error');
  return isOpen || !results.some(({ verdict }) => verdict === 'pass') ? 'incomplete' : 'conformant';
}

const FROM_WORST: readonly Verdict[] = ['fail', 'error', 'warn', 'blocked', 'pass', 'not-applicable'];

/** Returns for each requirement the worst verdict of its checks. */
export function requirementResults(
  requirements: readonly Requirement[],
  results: readonly CheckResult[],
  unchecked: Readonly<Record<string, string>>,
): readonly RequirementResult[] {
  return requirements.map((requirement) => {
    const { id, level, text, exception, origins } = requirement;
    const checks = results.filter((result) => result.requirements.includes(id));
    const verdict = FROM_WORST.find((worst) => checks.some((result) => result.verdict === worst)) ?? 'not-checked';
    const reason = checks.length === 0 ? unchecked[id] : undefined;
    return {
      id,
      level,
      text,
      verdict,
      checks: checks.map((result) => result.id),
      coverage: coverageOf(requirement, checks),
      origins: origins.map((origin) => ORIGINS[origin]),
      examined: checks.reduce((sum, { subjects }) => sum + subjects, 0),
      ...defined({ reason, exception: exception && `${exception.level}: ${exception.concerns}` }),
    };
  });
}

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
    const why = whyStale(entry, results.get(entry.check), { today, everyCheck });
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
  { today, everyCheck }: { readonly today: string; readonly everyCheck: readonly string[] },
): string | undefined {
  if (check === undefined)
    return everyCheck.includes(entry.check) ? undefined : explainUnknown(entry.check, everyCheck);
  if (check.verdict === 'pass') return 'the check passes now: remove the entry';
  if (hasFailed(check) && isExpired(entry, today)) return `accepted until ${entry.until}, but the check still fails`;
  // A check that was not completed does not prove the entry stale.
  return undefined;
}

function explainUnknown(id: string, known: readonly string[]): string {
  const suggestion = didYouMean(id, known);
  return suggestion === undefined ? 'unknown check' : `unknown check; ${suggestion}`;
}

function hasFailed({ verdict }: CheckResult): boolean {
  return verdict === 'fail' || verdict === 'warn';
}

function isExpired({ until }: KnownFailure, today: string): boolean {
  return until !== undefined && until < today;
}
