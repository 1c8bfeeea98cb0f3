import { formatJunitXml, type JunitCase, type JunitSuite } from '../../output/junit.ts';
import { formatCurl } from './curl.ts';
import type { CheckReport, StaleKnownFailure } from './report.ts';
import { type CheckDetails, createDetailsLookup, groupBy, selectNotCancelled } from './select.ts';
import { describeMusts, explainConclusion, formatHeadline } from './words.ts';

/**
 * Formats a report as JUnit XML for build servers, with a suite for each group of checks. A warning is a pass with its
 * details in `system-out`. Blocked checks, checks that do not apply, and known failures are skipped.
 */
export function formatJunitReport(report: CheckReport): string {
  const findDetails = createDetailsLookup(report);
  const notCancelled = selectNotCancelled(report).map(
    ({ appointment, slot, why }) => `Not cancelled: ${appointment} (${slot}) ${why ?? ''}`,
  );
  const groups = groupBy(report.checks, ({ id }) => id.split('/')[0] ?? id);
  const suites = [...groups].map(([name, checks], index): JunitSuite => {
    const cases = checks.map((check) => toCase(findDetails(check)));
    if (index > 0) return { name, cases };
    // JUnit has no place for the whole run, so the first suite has the conclusion, and the appointments not cancelled.
    const out = `${formatHeadline(report)}. ${explainConclusion(report)} ${describeMusts(report)}`;
    return { name, cases, out, ...(notCancelled.length > 0 && { err: notCancelled.join('\n') }) };
  });
  const stale = report.staleKnownFailures ?? [];
  return formatJunitXml('xis-testkit check', [...suites, ...(stale.length > 0 ? [toStaleSuite(stale)] : [])]);
}

function toCase(details: CheckDetails): JunitCase {
  const { id, title, requirements, durationMs } = details.check;
  return {
    classname: id,
    name: `${title} (${requirements.join(', ')})`,
    milliseconds: durationMs,
    ...toResult(details),
  };
}

function toResult(details: CheckDetails): Pick<JunitCase, 'failure' | 'error' | 'skipped' | 'out'> {
  const { verdict, message, known } = details.check;
  const out = `${verdict}: ${formatDetails(details)}`;
  if (known !== undefined) return { skipped: `known: ${known}`, out };
  switch (verdict) {
    case 'pass':
      return {};
    case 'warn':
      return { out };
    case 'fail':
      return { failure: { message, text: formatDetails(details) } };
    case 'error':
      return { error: { message, text: formatDetails(details) } };
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
    ...(actual === undefined ? [] : [`got       ${actual}`]),
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
