/** The formats of a report, the comparison of two reports, and known failures. */
export { formatCurl } from './curl.ts';
export { diffReports, InvalidReportError, type ReportDiff } from './diff/diff-reports.ts';
export { diffText } from './diff/diff-text.ts';
export { CHECK_EXIT, exitCodeOf } from './exit-code.ts';
export { htmlReport } from './html/html-report.ts';
export { junitReport } from './junit.ts';
export { applyKnownFailures } from './known/apply.ts';
export type { KnownFailure } from './known/known-failures.ts';
export { loadKnownFailures, parseKnownFailures } from './known/parse.ts';
export { markdownReport } from './markdown.ts';
export { jsonReport } from './report.ts';
export { progressLine, type TextOptions, textReport } from './text/text-report.ts';
