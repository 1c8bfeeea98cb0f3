import { type JunitCase, type JunitSuite, junitXml } from '../../output/junit.ts';
import { formatCurl } from './curl.ts';
import type { CheckReport, CheckResult, StaleKnownFailure } from './report.ts';
import { type CheckDetails, createDetailsLookup, selectNotCancelled } from './select.ts';

/**
 * The report as JUnit XML, which build servers read: a suite for each folder of checks. A warning passes, and says what was
 * seen in `system-out`; what could not be looked at, and what is a known failure, is skipped.
 */
export function junitReport(report: CheckReport): string {
  const lookup = createDetailsLookup(report);
  const left = selectNotCancelled(report).map(
    ({ appointment, slot, why }) => `Not cancelled: ${appointment} (${slot}) ${why ?? ''}`,
  );
  const suites = [...groupByFolder(report.checks)].map(([name, checks], index): JunitSuite => {
    const cases = checks.map((check) => toCase(lookup(check)));
    // What was left behind is no check; it is told once, where whoever looks at a suite's output sees it.
    return index === 0 && left.length > 0 ? { name, cases, err: left.join('\n') } : { name, cases };
  });
  const stale = report.staleKnownFailures ?? [];
  return junitXml('xis-testkit check', [...suites, ...(stale.length > 0 ? [toStaleSuite(stale)] : [])]);
}

function toCase(finding: CheckDetails): JunitCase {
  const { id, title, requirements, durationMs } = finding.check;
  return {
    classname: id,
    name: `${title} (${requirements.join(', ')})`,
    milliseconds: durationMs,
    ...toResult(finding),
  };
}

function toResult(finding: CheckDetails): Pick<JunitCase, 'failure' | 'error' | 'skipped' | 'out'> {
  const { verdict, message, known } = finding.check;
  const out = `${verdict}: ${formatDetails(finding)}`;
  if (known !== undefined) return { skipped: `known: ${known}`, out };
  switch (verdict) {
    case 'pass':
      return {};
    case 'warn':
      return { out };
    case 'fail':
      return { failure: { message, text: formatDetails(finding) } };
    case 'error':
      return { error: { message, text: formatDetails(finding) } };
    case 'blocked':
    case 'not-applicable':
      return { skipped: `${verdict}: ${message}` };
  }
}

function formatDetails({ check, clauses, request }: CheckDetails): string {
  const { message, expected, actual, path } = check;
  return [
    message,
    ...(expected === undefined ? [] : [`expected  ${expected}`]),
    ...(actual === undefined ? [] : [`seen      ${actual}`]),
    ...(path === undefined ? [] : [`at        ${path}`]),
    ...clauses.map(({ id, text }) => `${id}: ${text}`),
    ...(request ? ['', formatCurl(request)] : []),
  ].join('\n');
}

function toStaleSuite(stale: readonly StaleKnownFailure[]): JunitSuite {
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

function groupByFolder(checks: readonly CheckResult[]): ReadonlyMap<string, readonly CheckResult[]> {
  const folders = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const folder = check.id.split('/')[0] ?? check.id;
    folders.set(folder, [...(folders.get(folder) ?? []), check]);
  }
  return folders;
}
