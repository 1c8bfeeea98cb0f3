import type { Check } from './check.ts';
import type { ResolvedCheckOptions } from './options.ts';
import type { CheckResult } from './report/report.ts';
import { type CheckOutcome, runCheck } from './run-check.ts';
import type { Run } from './session/run.ts';

/** The checks under way for each request that may be: many wait for a request of another one. */
const CHECKS_PER_REQUEST = 4;

/**
 * Runs checks and returns their results in the order of the checks. Checks that only read run beside each other, unless the
 * option `concurrency` is 1; all others run alone. The results, their progress and the numbers of their exchanges are
 * those of a run that does one after another.
 */
export async function runChecks(
  checks: readonly Check[],
  options: ResolvedCheckOptions,
  run: Run,
): Promise<readonly CheckResult[]> {
  const { concurrency, onProgress } = options;
  const ahead = concurrency === 1 ? 1 : concurrency * CHECKS_PER_REQUEST;
  const total = checks.length;
  const results: CheckResult[] = [];
  /** The checks that were started, in their order. */
  const started: Promise<CheckOutcome>[] = [];
  try {
    for (const [index, check] of checks.entries()) {
      onProgress({ kind: 'check-started', id: check.id, title: check.title, total });
      const isLast = !isIndependent(check) || !isIndependent(checks[index + 1]);
      for (const each of startable(checks, index, ahead).slice(started.length - index)) {
        started.push(runCheck(each, options, run));
      }
      const outcome = await (started[index] as Promise<CheckOutcome>);
      if (isIndependent(check) && outcome.evidence) run.numberExchanges(outcome.evidence);
      // Callbacks and probes are in no evidence: they follow in the order in which they began.
      if (isLast) run.numberExchanges();
      const result = { ...outcome.result, exchanges: outcome.result.exchanges.map(run.idInReport) };
      results.push(result);
      onProgress({ kind: 'check-finished', result, done: results.length, total });
    }
  } finally {
    await Promise.all(started);
  }
  return results;
}

/** Returns the checks from an index on that may be under way together: an independent one with those that follow it. */
function startable(checks: readonly Check[], index: number, ahead: number): readonly Check[] {
  const following = checks.slice(index, index + ahead);
  const end = following.findIndex((check) => !isIndependent(check));
  return following.slice(0, end < 0 ? undefined : Math.max(end, 1));
}

/** Returns whether a check only reads, and looks at nothing that another check has done. */
function isIndependent(check: Check | undefined): boolean {
  if (!check || check.needs.length > 0) return false;
  return [...check.fixtures].every(({ runsAfter }) => runsAfter === undefined);
}
