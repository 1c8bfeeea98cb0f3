import { defined } from '../schema/defined.ts';
import type { Check, Finding, Violation } from './check.ts';
import { discountUnreliable, judge } from './judge.ts';
import type { ResolvedCheckOptions } from './options.ts';
import { shortenValues } from './read/json.ts';
import type { CheckResult } from './report/report.ts';
import { deselectedBy, findMissing } from './selection.ts';
import { CheckBlocked, formatMissing } from './session/block-check.ts';
import { type Evidence, exchangesOf, gapsOf } from './session/evidence.ts';
import type { Run } from './session/run.ts';
import type { Session } from './session/session.ts';

/** The most exchanges that a result names. */
const MAX_EXCHANGES = 20;
const MAX_TEXT_LENGTH = 1000;

/** The outcome of a check. */
export interface CheckOutcome {
  /** Its exchanges have the ids that they got when they began. */
  readonly result: CheckResult;
  /** Undefined for a check that was not run. */
  readonly evidence?: Evidence;
}

/** Runs a check, where the options and the state of the run let it run; it never throws. */
export async function runCheck(check: Check, options: ResolvedCheckOptions, run: Run): Promise<CheckOutcome> {
  const reason = whyNotRun(check, options, run);
  if (reason) return { result: { ...baseOf(check, options), ...reason } };
  const session = run.createSession();
  return { result: await examine(check, options, run, session), evidence: session.evidence };
}

function baseOf({ id, title, clauses, levelIn }: Check, options: ResolvedCheckOptions) {
  const level = levelIn(options);
  return { id, title, requirements: clauses, level, subjects: 0, exchanges: [], durationMs: 0 };
}

/** Returns why a check is not run; undefined when it is. */
function whyNotRun(
  check: Check,
  options: ResolvedCheckOptions,
  run: Run,
): Pick<CheckResult, 'verdict' | 'message' | 'leftOut'> | undefined {
  const deselected = deselectedBy(check, options);
  if (deselected !== undefined) {
    const leftOut = { option: deselected, isGiven: true };
    return { verdict: 'not-applicable', message: `left out by ${deselected}`, leftOut };
  }
  const missing = findMissing(check, options);
  if (missing) {
    const { option, remedy, isOptional } = missing;
    const leftOut = { option, isGiven: false };
    const message = formatMissing(option, remedy);
    return { verdict: isOptional ? 'not-applicable' : 'blocked', message, leftOut };
  }
  if (options.signal.aborted) return { verdict: 'blocked', message: 'the run was ended before it' };
  const unreachable = run.unreachableReason();
  return unreachable === undefined ? undefined : { verdict: 'blocked', message: unreachable };
}

/** Runs a check and returns its result. */
async function examine(check: Check, options: ResolvedCheckOptions, run: Run, session: Session): Promise<CheckResult> {
  const base = baseOf(check, options);
  const redact = (text: string): string => shortenValues(session.redact(text)).slice(0, MAX_TEXT_LENGTH);
  const started = options.system.elapsed();
  const outcome = await findingOf(() => check.run(session));
  const ended = {
    ...base,
    exchanges: exchangesOf(session.evidence).slice(0, MAX_EXCHANGES),
    durationMs: Math.round(options.system.elapsed() - started),
  };
  if ('error' in outcome) {
    return { ...ended, verdict: 'error', message: `a mistake of xis-testkit: ${redact(outcome.error)}` };
  }
  const finding = discountUnreliable(outcome, {
    isAborted: options.signal.aborted,
    unreachable: run.unreachableReason(),
    gaps: gapsOf(session.evidence),
  });
  const result = { ...ended, verdict: judge(finding, base.level), message: redact(finding.message) };
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
