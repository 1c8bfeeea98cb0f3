import { dirname } from 'node:path';
import { formatJunitXml, type JunitCase } from '../../../output/junit.ts';
import type { ScenarioResult } from '../run-scenario.ts';
import { failureText } from './text.ts';

/** The results as JUnit XML, which build servers read. */
export function junitReport(results: readonly ScenarioResult[]): string {
  return formatJunitXml('xis-testkit scenario', [{ name: 'xis-testkit scenario', cases: results.map(caseOf) }]);
}

function caseOf(result: ScenarioResult): JunitCase {
  const { scenario, durationMs, failure } = result;
  const [first] = failure?.differences ?? [];
  return {
    classname: dirname(scenario.file),
    name: `${scenario.title} (${scenario.clauses.join(', ')})`,
    file: scenario.file,
    milliseconds: durationMs,
    ...(failure && {
      failure: {
        message: `step ${failure.step} (${failure.do}): expected ${first?.expected}, seen ${first?.seen}`,
        text: failureText(result),
      },
    }),
  };
}
