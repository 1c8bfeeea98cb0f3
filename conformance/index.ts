/**
 * Checks of a live XIS: `checkXis()` runs them and returns a report. The other exports are its options and results.
 */
export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export { ConfigurationError, type Mistake } from '../schema/mistake.ts';
export { type CleanUpResult, cleanUp } from './bookings/clean-up.ts';
export { type AskedSlot, type RecordedRun, type RunFile, type RunRecord, readRunFile } from './bookings/run-file.ts';
export type { CallbackListener, CallbackResponse, IncomingCallback } from './callback-listener.ts';
export { type ListenOptions, listenForCallbacks, type RunningListener } from './callbacks/listen.ts';
export type { Check } from './check.ts';
export { checkXis } from './check-xis.ts';
export type { Fixture, RequestedAppointments } from './fixture.ts';
export { applyKnownFailures, CHECK_EXIT, exitCodeOf } from './judge.ts';
export type { KnownFailure } from './known-failures.ts';
export { loadKnownFailures, parseKnownFailures } from './known-failures.ts';
export {
  type ApprovalOutcome,
  type ApprovalRequest,
  CHECK_OPTIONS,
  type ChangeOutcome,
  type ChangeRequest,
  CheckOptionError,
  type CheckOptionName,
  type CheckOptions,
  type Option,
  type Progress,
  type TestPatient,
} from './options.ts';
export { type DetectedForms, detectForms } from './preflight/detect-forms.ts';
export { type PreflightCode, type PreflightNote, TargetError } from './preflight/note.ts';
export { formatBundle } from './report/bundle.ts';
export { formatCurl } from './report/curl.ts';
export { diffReports, InvalidReportError, type ReportDiff } from './report/diff/diff-reports.ts';
export { formatDiff } from './report/diff/diff-text.ts';
export { formatHar } from './report/har.ts';
export { formatHtmlReport, type HtmlOptions } from './report/html/html-report.ts';
export { formatJunitReport } from './report/junit.ts';
export { formatMarkdownReport } from './report/markdown.ts';
export {
  type CheckReport,
  type CheckResult,
  formatJsonReport,
  type LeftOut,
  type Musts,
  type ReportedBooking,
  type ReportedExchange,
  type RequirementResult,
  reportSchema,
} from './report/report.ts';
export { formatProgress, formatTextReport, type TextOptions } from './report/text/text-report.ts';
export { describeMusts, explainConclusion, formatHeadline } from './report/words.ts';
export { REQUIREMENTS } from './requirements/ledger.ts';
export { ORIGINS, type Origin, type Requirement } from './requirements/requirement.ts';
export { UNCHECKED } from './requirements/unchecked.ts';
export { type OptionValues, validateOptions } from './resolve-options.ts';
export { maxAppointments } from './selection.ts';
export { CHECKS } from './suites/index.ts';
export { type CheckSystem, realSystem } from './system.ts';
export type { InspectedToken, TestTokenRequest, TestTokens, TokenClient, TokenDeviation } from './test-tokens.ts';
export {
  CONCLUSIONS,
  COVERAGES,
  type Conclusion,
  type Coverage,
  LEVELS,
  type Level,
  VERDICTS,
  type Verdict,
} from './verdict.ts';
