/** The formats of a report, the comparison of two reports, and known failures. */

export { applyKnownFailures, CHECK_EXIT, exitCodeOf } from '../judge.ts';
export type { KnownFailure } from '../known-failures.ts';
export { loadKnownFailures, parseKnownFailures } from '../known-failures.ts';
export { formatCurl } from './curl.ts';
export { diffReports, InvalidReportError, type ReportDiff } from './diff/diff-reports.ts';
export { formatDiff } from './diff/diff-text.ts';
export { formatHtmlReport } from './html/html-report.ts';
export { formatJunitReport } from './junit.ts';
export { formatMarkdownReport } from './markdown.ts';
export { formatJsonReport } from './report.ts';
export { formatProgress, formatTextReport, type TextOptions } from './text/text-report.ts';
