import type { CheckReport } from './report.ts';

/** The report as JSON, for programs; what it holds is in docs/reference/check-report.schema.json. */
export function jsonReport(report: CheckReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
