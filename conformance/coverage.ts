/** How far a run has examined the clauses: a report says no more than was looked at. */
import type { CheckResult, Musts, RequirementResult } from './report/report.ts';
import { groupBy } from './report/select.ts';
import type { Requirement } from './requirements/requirement.ts';
import { COVERAGES, type Coverage } from './verdict.ts';

type Clause = Pick<Requirement, 'level' | 'concerns'>;

/** Returns how far the checks of a clause have examined it. */
export function coverageOf({ level, concerns }: Clause, checks: readonly CheckResult[]): Coverage {
  if (checks.length === 0) return concerns === 'Spreekuur.nl' ? 'spreekuur' : 'no-check';
  const has = (...verdicts: readonly CheckResult['verdict'][]): boolean =>
    checks.some(({ verdict }) => verdicts.includes(verdict));
  if (has('fail')) return 'violated';
  if (has('warn')) return level === 'must' ? 'warned' : 'violated';
  const isLeftOut = checks.some(({ leftOut }) => leftOut !== undefined);
  const isBlocked = checks.some(isHindered);
  if (has('pass')) return isLeftOut || isBlocked ? 'satisfied-in-part' : 'satisfied';
  if (isBlocked) return 'blocked';
  return isLeftOut ? 'left-out' : 'not-applicable';
}

/** Returns whether a check did not come to an end for another reason than the options of the user. */
function isHindered({ verdict, leftOut }: CheckResult): boolean {
  return leftOut === undefined && (verdict === 'blocked' || verdict === 'error');
}

/** Counts the must clauses by how far they were examined, and names the options because of which others were not. */
export function countMusts(requirements: readonly RequirementResult[], checks: readonly CheckResult[]): Musts {
  const musts = requirements.filter(({ level }) => level === 'must');
  const count = (coverage: Coverage): number => musts.filter((must) => must.coverage === coverage).length;
  return {
    total: musts.length,
    ...(Object.fromEntries(COVERAGES.map((each) => [each, count(each)])) as Record<Coverage, number>),
    leftOutBy: listOptions(musts, checks),
  };
}

/** Lists the options because of which clauses were not examined, or only in part; the one with the most clauses first. */
function listOptions(musts: readonly RequirementResult[], checks: readonly CheckResult[]): Musts['leftOutBy'] {
  const unexamined = musts.filter(({ coverage }) => coverage === 'left-out' || coverage === 'satisfied-in-part');
  const gaps = unexamined.flatMap(({ id, checks: ids }) =>
    checks.flatMap((check) => (check.leftOut && ids.includes(check.id) ? [{ id, ...check.leftOut }] : [])),
  );
  return [...groupBy(gaps, ({ option, isGiven }) => `${isGiven} ${option}`).values()]
    .map((group) => {
      const clauses = [...new Set(group.map(({ id }) => id))];
      return { option: group[0]?.option ?? '', isGiven: group[0]?.isGiven ?? false, clauses };
    })
    .sort((a, b) => b.clauses.length - a.clauses.length);
}
