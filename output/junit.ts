import { visibleLines } from './terminal-text.ts';

/** A test as JUnit XML has it. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly file?: string;
  readonly milliseconds: number;
  /** What was looked at is wrong: a line, and the details. */
  readonly failure?: { readonly message: string; readonly text: string };
  /** It could not be looked at, for a mistake of ours. */
  readonly error?: { readonly message: string; readonly text: string };
  /** Why it was not looked at. */
  readonly skipped?: string;
  /** What else is to be told of it. */
  readonly out?: string;
}

/** Tests that belong together. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** What is to be told loudly of the whole. */
  readonly err?: string;
}

/** Results as JUnit XML, which build servers read; well-formed whatever the texts hold. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}" ${numbersOf(all)}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escaped(suite.name)}" ${numbersOf(suite.cases)}>`,
      ...suite.cases.flatMap(testcase),
      ...(suite.err === undefined ? [] : [`    <system-err>${escaped(suite.err)}</system-err>`]),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function numbersOf(cases: readonly JunitCase[]): string {
  const count = (key: 'failure' | 'error' | 'skipped'): number => cases.filter((one) => one[key] !== undefined).length;
  const total = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds(total)}"`;
}

function testcase({ classname, name, file, milliseconds, failure, error, skipped, out }: JunitCase): readonly string[] {
  const inside = [
    ...detailsOf('failure', failure),
    ...detailsOf('error', error),
    ...(skipped === undefined ? [] : [`      <skipped message="${escaped(skipped)}"/>`]),
    ...(out === undefined ? [] : [`      <system-out>${escaped(out)}</system-out>`]),
  ];
  const where = file === undefined ? '' : ` file="${escaped(file)}"`;
  const attributes = `classname="${escaped(classname)}" name="${escaped(name)}"${where} time="${seconds(milliseconds)}"`;
  if (inside.length === 0) return [`    <testcase ${attributes}/>`];
  return [`    <testcase ${attributes}>`, ...inside, '    </testcase>'];
}

function detailsOf(
  element: 'failure' | 'error',
  details: { readonly message: string; readonly text: string } | undefined,
): readonly string[] {
  if (details === undefined) return [];
  return [`      <${element} message="${escaped(details.message)}">${escaped(details.text)}</${element}>`];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return visibleLines(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
