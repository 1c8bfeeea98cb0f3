import { dirname } from 'node:path';
import type { ScenarioResult } from '../run-scenario.ts';
import { failureText } from './text.ts';

/** The results as JUnit XML, which build servers read. */
export function junitReport(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const total = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${results.length}" failures="${failed}" time="${seconds(total)}">`,
    `  <testsuite name="xis-testkit scenario" tests="${results.length}" failures="${failed}" errors="0" skipped="0" time="${seconds(total)}">`,
    ...results.map(testcase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase(result: ScenarioResult): string {
  const { scenario, durationMs, failure } = result;
  const name = `${scenario.title} (${scenario.clauses.join(', ')})`;
  const attributes = `classname="${escaped(dirname(scenario.file))}" name="${escaped(name)}" file="${escaped(scenario.file)}" time="${seconds(durationMs)}"`;
  if (!failure) return `    <testcase ${attributes}/>`;
  const [first] = failure.differences;
  const message = `step ${failure.step} (${failure.do}): expected ${first?.expected}, seen ${first?.seen}`;
  return [
    `    <testcase ${attributes}>`,
    `      <failure message="${escaped(message)}">${escaped(failureText(result))}</failure>`,
    '    </testcase>',
  ].join('\n');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '').replace(/[^\t\n\r\x20-\uFFFD]/g, '');
}
