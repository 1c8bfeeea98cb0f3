import type { VerificationReport } from '../verification/report.ts';

/** The results as JSON, for programs. */
export function jsonReport(report: VerificationReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
