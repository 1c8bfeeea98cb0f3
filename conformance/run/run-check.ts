import type { Check, Finding } from '../checks/check.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { CheckResult } from '../report/report.ts';
import { CheckBlocked } from '../session/block-check.ts';
import type { SessionScope } from '../session/create-session.ts';
import { judge } from './judge.ts';
import type { Session } from '../session/session.ts';
import { missingOption, notApplicable } from './select.ts';

/** The most exchanges that a result names. */
const MOST_EXCHANGES = 20;
const LONGEST_TEXT = 1000;

/** Makes a check, and says how it ended; it never throws. */
export async function runCheck(
  check: Check<Session>,
  options: ResolvedCheckOptions,
  shared: SessionScope,
): Promise<CheckResult> {
  const { id, title, clauses, level } = check;
  const base = { id, title, clauses, level, subjects: 0, exchanges: [], durationMs: 0 };
  const left = notApplicable(check, options);
  if (left !== undefined) return { ...base, verdict: 'not-applicable', message: left };
  const missing = missingOption(check, options);
  if (missing !== undefined) return { ...base, verdict: 'blocked', message: `needs ${missing}` };
  if (options.signal.aborted) return { ...base, verdict: 'blocked', message: 'the run was ended before it' };
  const lost = shared.unreachableReason();
  if (lost !== undefined) return { ...base, verdict: 'blocked', message: lost };

  const touched = new Set<string>();
  let noEvidence: string | undefined;
  const session = shared.view(touched, (why) => {
    noEvidence ??= why;
  });
  const text = (long: string): string => session.redact(long).slice(0, LONGEST_TEXT);
  const started = options.system.elapsed();
  const ended = () => ({
    exchanges: [...touched].slice(0, MOST_EXCHANGES),
    durationMs: Math.round(options.system.elapsed() - started),
  });
  let finding: Finding;
  try {
    finding = await check.run(session);
  } catch (error) {
    if (!(error instanceof CheckBlocked)) {
      const message = `a mistake of xis-testkit: ${text(error instanceof Error ? error.message : String(error))}`;
      return { ...base, ...ended(), verdict: 'error', message };
    }
    finding = { outcome: 'blocked', message: error.message };
  }
  // What was missing may have been on its way.
  if (options.signal.aborted && finding.outcome !== 'kept') {
    finding = { outcome: 'blocked', message: 'the run was ended during it' };
  }
  // Nor is what we did not send, or did not read, a finding about the XIS.
  const unseen = shared.unreachableReason() ?? noEvidence;
  if (unseen !== undefined && finding.outcome !== 'kept' && !options.signal.aborted)
    finding = { outcome: 'blocked', message: unseen };
  const verdict = judge(finding, level);
  const nothing = finding.outcome === 'kept' && finding.subjects === 0 ? 'there was nothing to look at: ' : '';
  return {
    ...base,
    ...ended(),
    verdict,
    message: text(nothing + finding.message),
    ...(finding.outcome === 'blocked' ? {} : { subjects: finding.subjects }),
    ...(finding.outcome !== 'broken' ? {} : detailsOf(finding, text)),
    ...(finding.outcome === 'blocked' || finding.dialect === undefined ? {} : { dialect: finding.dialect }),
  };
}

function detailsOf(finding: Finding & { readonly outcome: 'broken' }, text: (long: string) => string) {
  const { expected, actual, path, exchanges } = finding;
  return {
    expected: text(expected),
    actual: text(actual),
    ...(path === undefined ? {} : { path: text(path) }),
    ...(exchanges === undefined ? {} : { exchanges: exchanges.slice(0, MOST_EXCHANGES) }),
  };
}
