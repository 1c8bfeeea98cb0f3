/** What turns the report of a check into something to read, and what compares and excuses. */
export { curlOf } from './curl.ts';
export { diffReports, type ReportDiff } from './diff/diff-reports.ts';
export { diffText } from './diff/diff-text.ts';
export { NoReportError } from './diff/read-report.ts';
export { CHECK_EXIT, exitCodeOf } from './exit-code.ts';
export { htmlReport } from './html/html-report.ts';
export { jsonReport } from './json.ts';
export { junitReport } from './junit.ts';
export { applyKnownFailures } from './known/apply.ts';
export type { KnownFailure } from './known/known-failures.ts';
export { loadKnownFailures, parseKnownFailures } from './known/parse.ts';
export { markdownReport } from './markdown.ts';
export { progressLine } from './text/progress-line.ts';
export { type TextOptions, textReport } from './text/text-report.ts';
