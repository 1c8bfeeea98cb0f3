import { dirname } from 'node:path';
import { formatJunitXml, type JunitCase } from '../../output/junit.ts';
import { escapeControlCharacters, formatJson } from '../../output/terminal-text.ts';
import { formatPath } from '../../simulator/index.ts';
import type { ScenarioResult } from './run-scenario.ts';

/** Formats the result of a scenario as a line: `ok   3/40  Title (AP-7, AP-8)`. */
export function formatProgress({ scenario, failure }: ScenarioResult, index: number, total: number): string {
  const count = `${String(index + 1).padStart(String(total).length)}/${total}`;
  return escapeControlCharacters(
    `${failure ? 'FAIL' : 'ok  '} ${count}  ${scenario.title} (${scenario.clauses.join(', ')})`,
  );
}

/** Formats a failure: the step, the differences, and the exchange up to there. Empty for a passed scenario. */
export function formatFailure({ failure }: ScenarioResult): string {
  if (!failure) return '';
  const { step, place, differences, diagram } = failure;
  return [
    `  step ${step} (${failure.do}) at ${place}`,
    ...differences.flatMap(({ path, expected, seen, place: at }) => [
      `  ${formatPath(path)} at ${at.split(' ')[0]}`,
      `    expected  ${expected}`,
      `    got       ${seen}`,
    ]),
    '',
    '```mermaid',
    ...diagram.split('\n'),
    '```',
    '',
  ]
    .map(escapeControlCharacters)
    .join('\n');
}

/** Formats the last line: the number of scenarios and failures. */
export function formatSummary(results: readonly ScenarioResult[]): string {
  const failed = countFailed(results);
  const total = `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}`;
  return failed === 0 ? `${total}, all as expected` : `${total}, ${failed} failed`;
}

/** Formats the results as JSON, for programs. */
export function formatJsonReport(results: readonly ScenarioResult[]): string {
  const failed = countFailed(results);
  const report = {
    passed: results.length - failed,
    failed,
    scenarios: results.map(({ scenario: { title, file, clauses, steps }, durationMs, failure }) => ({
      title,
      file,
      clauses,
      steps: steps.length,
      result: failure ? 'failed' : 'passed',
      durationMs,
      failure,
    })),
  };
  return `${formatJson(report, 2)}\n`;
}

/** Formats the results as JUnit XML, for build servers. */
export function formatJunitReport(results: readonly ScenarioResult[]): string {
  return formatJunitXml('xis-testkit scenario', [{ name: 'xis-testkit scenario', cases: results.map(toJunitCase) }]);
}

function toJunitCase(result: ScenarioResult): JunitCase {
  const { scenario, durationMs, failure } = result;
  const [first] = failure?.differences ?? [];
  return {
    classname: dirname(scenario.file),
    name: `${scenario.title} (${scenario.clauses.join(', ')})`,
    file: scenario.file,
    milliseconds: durationMs,
    ...(failure && {
      failure: {
        message: `step ${failure.step} (${failure.do}): expected ${first?.expected}, got ${first?.seen}`,
        text: formatFailure(result),
      },
    }),
  };
}

function countFailed(results: readonly ScenarioResult[]): number {
  return results.filter(({ failure }) => failure !== undefined).length;
}
