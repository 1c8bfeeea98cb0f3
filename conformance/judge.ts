/** All rules of what counts: from what a check has found to the conclusion about the XIS. */
import type { Finding } from './check.ts';
import type { CheckReport, CheckResult, RequirementResult } from './report/report.ts';
import type { Requirement } from './requirements/requirement.ts';
import type { Conclusion, Level, Verdict } from './verdict.ts';

/** Circumstances under which what a check has found may not be the XIS's doing. */
interface Circumstances {
  /** Whether the run was aborted during the check. */
  readonly isAborted: boolean;
  /** Why the XIS cannot be reached any longer. */
  readonly unreachable: string | undefined;
  /** Why some responses of the check say nothing about the XIS. */
  readonly gaps: ReadonlySet<string>;
}

/**
 * Returns what a finding is worth. Nothing but a satisfied clause counts where requests were not sent or responses not
 * read, and a clause is satisfied by nothing only where something was examined.
 */
export function withoutUnreliableViolation(finding: Finding, circumstances: Circumstances): Finding {
  if (finding.outcome === 'satisfied') {
    if (finding.examined > 0) return finding;
    return { outcome: 'blocked', message: `there was nothing to examine: ${finding.message}` };
  }
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
      return 'blocked';
  }
}

/** Counts the verdicts. */
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
  return requirements.map(({ id, level, text }) => {
    const checks = results.filter((result) => result.requirements.includes(id));
    const verdict = FROM_WORST.find((worst) => checks.some((result) => result.verdict === worst)) ?? 'not-checked';
    const reason = checks.length === 0 ? unchecked[id] : undefined;
    return {
      id,
      level,
      text,
      verdict,
      checks: checks.map((result) => result.id),
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
