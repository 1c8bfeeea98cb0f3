import { defined } from '../schema/defined.ts';
import type { Check, Finding, Violation } from './check.ts';
import { discountUnreliable, judge } from './judge.ts';
import type { ResolvedCheckOptions } from './options.ts';
import { shortenValues } from './read/json.ts';
import type { CheckResult } from './report/report.ts';
import { deselectedBy, findMissing } from './selection.ts';
import { CheckBlocked, formatMissing } from './session/block-check.ts';
import type { Run } from './session/run.ts';

/** The most exchanges that a result names. */
const MAX_EXCHANGES = 20;
const MAX_TEXT_LENGTH = 1000;

/** Runs a check and returns its result; it never throws. */
export async function runCheck(check: Check, options: ResolvedCheckOptions, run: Run): Promise<CheckResult> {
  const { id, title, clauses: requirements } = check;
  const level = check.levelIn(options);
  const base = { id, title, requirements, level, subjects: 0, exchanges: [], durationMs: 0 };
  const deselected = deselectedBy(check, options);
  if (deselected !== undefined) {
    const leftOut = { option: deselected, isGiven: true };
    return { ...base, verdict: 'not-applicable', message: `left out by ${deselected}`, leftOut };
  }
  const missing = findMissing(check, options);
  if (missing) {
    const { option, remedy, isOptional } = missing;
    const leftOut = { option, isGiven: false };
    const message = formatMissing(option, remedy);
    return { ...base, verdict: isOptional ? 'not-applicable' : 'blocked', message, leftOut };
  }
  if (options.signal.aborted) return { ...base, verdict: 'blocked', message: 'the run was ended before it' };
  const unreachable = run.unreachableReason();
  if (unreachable !== undefined) return { ...base, verdict: 'blocked', message: unreachable };

  const session = run.createSession();
  const redact = (text: string): string => shortenValues(session.redact(text)).slice(0, MAX_TEXT_LENGTH);
  const started = options.system.elapsed();
  const outcome = await findingOf(() => check.run(session));
  const ended = {
    ...base,
    exchanges: [...session.evidence.exchanges].slice(0, MAX_EXCHANGES),
    durationMs: Math.round(options.system.elapsed() - started),
  };
  if ('error' in outcome) {
    return { ...ended, verdict: 'error', message: `a mistake of xis-testkit: ${redact(outcome.error)}` };
  }
  const finding = discountUnreliable(outcome, {
    isAborted: options.signal.aborted,
    unreachable: run.unreachableReason(),
    gaps: session.evidence.gaps,
  });
  const result = { ...ended, verdict: judge(finding, level), message: redact(finding.message) };
  if (finding.outcome === 'blocked' || finding.outcome === 'not-applicable') {
    return { ...result, ...defined({ leftOut: finding.leftOut }) };
  }
  return {
    ...result,
    subjects: finding.examined,
    ...(finding.outcome === 'violated' ? detailsOf(finding, redact) : {}),
    ...defined({ dialect: finding.dialect }),
  };
}

async function findingOf(run: () => Promise<Finding>): Promise<Finding | { readonly error: string }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CheckBlocked)
      return {
        outcome: error.isNotApplicable ? 'not-applicable' : 'blocked',
        message: error.message,
        ...defined({ leftOut: error.leftOut }),
      };
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function detailsOf({ expected, actual, path, exchanges }: Violation, redact: (text: string) => string) {
  return {
    expected: redact(expected),
    actual: redact(actual),
    ...defined({
      path: path === undefined ? undefined : redact(path),
      exchanges: exchanges?.slice(0, MAX_EXCHANGES),
    }),
  };
}
