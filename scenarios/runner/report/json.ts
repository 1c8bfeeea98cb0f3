import type { ScenarioResult } from '../run-scenario.ts';

/** The results as JSON, for programs. */
export function jsonReport(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
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
      ...(failure ? { failure } : {}),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
