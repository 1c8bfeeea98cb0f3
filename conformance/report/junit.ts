import { curlOf } from './curl.ts';
import { type Finding, findings, type Lookup, leftBehind } from './finding.ts';
import type { CheckReport, CheckResult, StaleKnownFailure } from './report.ts';
import { visible, visibleLines } from './visible.ts';

/**
 * The report as JUnit XML, which build servers read: a suite for each folder of checks. A warning passes, and says what was
 * seen in `system-out`; what could not be looked at, and what is a known failure, is skipped.
 */
export function junitReport(report: CheckReport): string {
  const lookup = findings(report);
  const suites = [...byFolder(report.checks)].map(([name, checks], index) =>
    // What was left behind is no check; it is told once, where whoever looks at a suite's output sees it.
    suite(name, checks, { report, lookup, told: index === 0 ? leftBehind(report) : [] }),
  );
  const stale = report.staleKnownFailures ?? [];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="xis-testkit check" ${totals(report.checks, stale.length)}>`,
    ...suites,
    ...(stale.length > 0 ? [staleSuite(stale)] : []),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Context {
  readonly report: CheckReport;
  readonly lookup: Lookup;
  readonly told: CheckReport['bookings'];
}

function suite(name: string, checks: readonly CheckResult[], { report, lookup, told }: Context): string {
  const left = told.map(({ appointment, slot, why }) => `Not cancelled: ${appointment} (${slot}) ${why ?? ''}`);
  return [
    `  <testsuite name="${attribute(name)}" ${totals(checks, 0)} timestamp="${attribute(report.startedAt)}">`,
    ...checks.map((check) => testcase(lookup(check))),
    ...(left.length > 0 ? [`    <system-err>${content(left.join('\n'))}</system-err>`] : []),
    '  </testsuite>',
  ].join('\n');
}

function testcase(finding: Finding): string {
  const { check } = finding;
  const name = `${check.title} (${check.requirements.join(', ')})`;
  const attributes = `classname="${attribute(check.id)}" name="${attribute(name)}" time="${seconds(check.durationMs)}"`;
  const inside = outcome(finding);
  return inside === ''
    ? `    <testcase ${attributes}/>`
    : `    <testcase ${attributes}>\n      ${inside}\n    </testcase>`;
}

function outcome(finding: Finding): string {
  const { verdict, message, known } = finding.check;
  if (known !== undefined) return `<skipped message="${attribute(`known: ${known}`)}"/>${output(finding)}`;
  switch (verdict) {
    case 'pass':
      return '';
    case 'warn':
      return output(finding);
    case 'fail':
      return `<failure message="${attribute(message)}">${content(details(finding))}</failure>`;
    case 'error':
      return `<error message="${attribute(message)}">${content(details(finding))}</error>`;
    case 'blocked':
    case 'not-applicable':
      return `<skipped message="${attribute(`${verdict}: ${message}`)}"/>`;
  }
}

function output(finding: Finding): string {
  return `<system-out>${content(`${finding.check.verdict}: ${details(finding)}`)}</system-out>`;
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

function staleSuite(stale: readonly StaleKnownFailure[]): string {
  const count = stale.length;
  return [
    `  <testsuite name="known failures" tests="${count}" failures="${count}" errors="0" skipped="0" time="0.000">`,
    ...stale.map(
      ({ check, why, reason }) =>
        `    <testcase classname="known-failures" name="${attribute(check)}" time="0.000"><failure message="${attribute(why)}">${content(reason)}</failure></testcase>`,
    ),
    '  </testsuite>',
  ].join('\n');
}

function totals(checks: readonly CheckResult[], stale: number): string {
  const having = (...verdicts: readonly string[]): number =>
    checks.filter(({ verdict, known }) => known === undefined && verdicts.includes(verdict)).length;
  const known = checks.filter((check) => check.known !== undefined).length;
  const time = checks.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    `tests="${checks.length + stale}"`,
    `failures="${having('fail') + stale}"`,
    `errors="${having('error')}"`,
    `skipped="${having('blocked', 'not-applicable') + known}"`,
    `time="${seconds(time)}"`,
  ].join(' ');
}

function byFolder(checks: readonly CheckResult[]): ReadonlyMap<string, readonly CheckResult[]> {
  const folders = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const folder = check.id.split('/')[0] ?? check.id;
    folders.set(folder, [...(folders.get(folder) ?? []), check]);
  }
  return folders;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function entities(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

function attribute(text: string): string {
  return entities(visible(text));
}

function content(text: string): string {
  return entities(visibleLines(text));
}
