import { formatPath } from '../../../simulator/index.ts';
import type { ScenarioResult } from '../run-scenario.ts';

/** A line that tells how a scenario ended: `ok   3/40  Title (AP-7, AP-8)`. */
export function progressLine({ scenario, failure }: ScenarioResult, index: number, total: number): string {
  const count = `${String(index + 1).padStart(String(total).length)}/${total}`;
  return `${failure ? 'FAIL' : 'ok  '} ${count}  ${scenario.title} (${scenario.clauses.join(', ')})`;
}

/** Why a scenario has failed: the step, what was expected and seen, and the exchange so far. */
export function failureText({ failure }: ScenarioResult): string {
  if (!failure) return '';
  const { step, place, differences, diagram } = failure;
  return [
    `  step ${step} (${failure.do}) at ${place}`,
    ...differences.flatMap(({ path, expected, seen, place: at }) => [
      `  ${formatPath(path)} at ${at.split(' ')[0]}`,
      `    expected  ${expected}`,
      `    seen      ${seen}`,
    ]),
    '',
    '```mermaid',
    diagram,
    '```',
    '',
  ].join('\n');
}

/** The last line. */
export function summaryLine(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  const counted = `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}`;
  return failed === 0 ? `${counted}, all as expected` : `${counted}, ${failed} failed`;
}
