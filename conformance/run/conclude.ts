import type { CheckReport, CheckResult, RequirementResult } from '../report/report.ts';
import type { Requirement } from '../requirements/requirement.ts';
import type { Conclusion, Verdict } from '../verdict.ts';

/** How many checks ended in which way. */
export function countVerdicts(results: readonly CheckResult[]): CheckReport['counts'] {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, warn: 0, blocked: 0, 'not-applicable': 0, error: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** What the whole comes to. A mistake of ours in a must leaves it open, as does a run in which nothing passed. */
export function conclude(results: readonly CheckResult[]): Conclusion {
  const musts = results.filter(({ level }) => level === 'must');
  if (musts.some(({ verdict }) => verdict === 'fail')) return 'nonconformant';
  const isOpen = musts.some(({ verdict }) => verdict === 'blocked' || verdict === 'error');
  return isOpen || !results.some(({ verdict }) => verdict === 'pass') ? 'incomplete' : 'conformant';
}

/** From the worst on. */
const WORST: readonly Verdict[] = ['fail', 'error', 'warn', 'blocked', 'pass', 'not-applicable'];

/** How the checks of each requirement ended: with the worst of them. */
export function requirementResults(
  requirements: readonly Requirement[],
  results: readonly CheckResult[],
  unchecked: Readonly<Record<string, string>>,
): readonly RequirementResult[] {
  return requirements.map(({ id, level, text }) => {
    const own = results.filter((result) => result.requirements.includes(id));
    const verdict = WORST.find((worst) => own.some((result) => result.verdict === worst)) ?? 'not-checked';
    const reason = own.length === 0 ? unchecked[id] : undefined;
    return {
      id,
      level,
      text,
      verdict,
      checks: own.map((result) => result.id),
      ...(reason === undefined ? {} : { reason }),
    };
  });
}
