import { formatJunitXml, type JunitCase, type JunitSuite } from '../../output/junit.ts';
import { curlOf } from './curl.ts';
import { type Finding, findings, leftBehind } from './finding.ts';
import type { CheckReport, CheckResult, StaleKnownFailure } from './report.ts';

/**
 * The report as JUnit XML, which build servers read: a suite for each folder of checks. A warning passes, and says what was
 * seen in `system-out`; what could not be looked at, and what is a known failure, is skipped.
 */
export function junitReport(report: CheckReport): string {
  const lookup = findings(report);
  const left = leftBehind(report).map(
    ({ appointment, slot, why }) => `Not cancelled: ${appointment} (${slot}) ${why ?? ''}`,
  );
  const suites = [...byFolder(report.checks)].map(([name, checks], index): JunitSuite => {
    const cases = checks.map((check) => caseOf(lookup(check)));
    // What was left behind is no check; it is told once, where whoever looks at a suite's output sees it.
    return index === 0 && left.length > 0 ? { name, cases, err: left.join('\n') } : { name, cases };
  });
  const stale = report.staleKnownFailures ?? [];
  return formatJunitXml('xis-testkit check', [...suites, ...(stale.length > 0 ? [staleSuite(stale)] : [])]);
}

function caseOf(finding: Finding): JunitCase {
  const { id, title, requirements, durationMs } = finding.check;
  return {
    classname: id,
    name: `${title} (${requirements.join(', ')})`,
    milliseconds: durationMs,
    ...outcome(finding),
  };
}

function outcome(finding: Finding): Pick<JunitCase, 'failure' | 'error' | 'skipped' | 'out'> {
  const { verdict, message, known } = finding.check;
  const out = `${verdict}: ${details(finding)}`;
  if (known !== undefined) return { skipped: `known: ${known}`, out };
  switch (verdict) {
    case 'pass':
      return {};
    case 'warn':
      return { out };
    case 'fail':
      return { failure: { message, text: details(finding) } };
    case 'error':
      return { error: { message, text: details(finding) } };
    case 'blocked':
    case 'not-applicable':
      return { skipped: `${verdict}: ${message}` };
  }
}

function details({ check, clauses, request }: Finding): string {
  const { message, expected, actual, path } = check;
  return [
    message,
    ...(expected === undefined ? [] : [`expected  ${expected}`]),
    ...(actual === undefined ? [] : [`seen      ${actual}`]),
    ...(path === undefined ? [] : [`at        ${path}`]),
    ...clauses.map(({ id, text }) => `${id}: ${text}`),
    ...(request ? ['', curlOf(request)] : []),
  ].join('\n');
}

function staleSuite(stale: readonly StaleKnownFailure[]): JunitSuite {
  return {
    name: 'known failures',
    cases: stale.map(({ check, why, reason }) => ({
      classname: 'known-failures',
      name: check,
      milliseconds: 0,
      failure: { message: why, text: reason },
    })),
  };
}

function byFolder(checks: readonly CheckResult[]): ReadonlyMap<string, readonly CheckResult[]> {
  const folders = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const folder = check.id.split('/')[0] ?? check.id;
    folders.set(folder, [...(folders.get(folder) ?? []), check]);
  }
  return folders;
}
