import { escapeExceptLineBreaks } from './terminal-text.ts';

/** A test case of JUnit XML. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly file?: string;
  readonly milliseconds: number;
  /** The case failed: a line, and the details. */
  readonly failure?: { readonly message: string; readonly text: string };
  /** The case could not run, because of a defect of xis-testkit. */
  readonly error?: { readonly message: string; readonly text: string };
  /** The reason why the case was skipped. */
  readonly skipped?: string;
  /** Other output of the case. */
  readonly out?: string;
}

/** Test cases that belong together. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** Output about the whole suite. */
  readonly out?: string;
  /** Warnings about the whole suite. */
  readonly err?: string;
}

/** Formats results as JUnit XML, which build servers read. The XML is well-formed for any text. */
export function formatJunitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(name)}" ${formatCounts(all)}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escapeXml(suite.name)}" ${formatCounts(suite.cases)}>`,
      ...suite.cases.flatMap(formatCase),
      ...(suite.out === undefined ? [] : [`    <system-out>${escapeXml(suite.out)}</system-out>`]),
      ...(suite.err === undefined ? [] : [`    <system-err>${escapeXml(suite.err)}</system-err>`]),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function formatCounts(cases: readonly JunitCase[]): string {
  const count = (key: 'failure' | 'error' | 'skipped'): number =>
    cases.filter((result) => result[key] !== undefined).length;
  const total = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${toSeconds(total)}"`;
}

function formatCase({
  classname,
  name,
  file,
  milliseconds,
  failure,
  error,
  skipped,
  out,
}: JunitCase): readonly string[] {
  const inside = [
    ...formatDetails('failure', failure),
    ...formatDetails('error', error),
    ...(skipped === undefined ? [] : [`      <skipped message="${escapeXml(skipped)}"/>`]),
    ...(out === undefined ? [] : [`      <system-out>${escapeXml(out)}</system-out>`]),
  ];
  const where = file === undefined ? '' : ` file="${escapeXml(file)}"`;
  const attributes = `classname="${escapeXml(classname)}" name="${escapeXml(name)}"${where} time="${toSeconds(milliseconds)}"`;
  if (inside.length === 0) return [`    <testcase ${attributes}/>`];
  return [`    <testcase ${attributes}>`, ...inside, '    </testcase>'];
}

function formatDetails(
  element: 'failure' | 'error',
  details: { readonly message: string; readonly text: string } | undefined,
): readonly string[] {
  if (details === undefined) return [];
  return [`      <${element} message="${escapeXml(details.message)}">${escapeXml(details.text)}</${element}>`];
}

function toSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return escapeExceptLineBreaks(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
