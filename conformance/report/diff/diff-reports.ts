import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { VERDICTS, type Verdict } from '../../verdict.ts';

/** A check or a clause with a different verdict than before. */
export interface Change {
  readonly id: string;
  readonly from: ComparedVerdict;
  readonly to: ComparedVerdict;
  /** `other`: neither worse nor better, for instance a check that no longer applies. */
  readonly direction: 'worse' | 'better' | 'other';
  /** The message of the check in the newer report; empty for a clause. */
  readonly message: string;
}

/** A check that only one of the reports contains. */
export interface UnmatchedCheck {
  readonly id: string;
  readonly verdict: ComparedVerdict;
}

/** The comparison of two reports. */
export interface ReportDiff {
  readonly older: ComparedReport;
  readonly newer: ComparedReport;
  readonly checks: readonly Change[];
  readonly appeared: readonly UnmatchedCheck[];
  readonly disappeared: readonly UnmatchedCheck[];
  readonly requirements: readonly Change[];
  /** Whether a check got worse or a new one fails or warns, not counting known failures. */
  readonly gotWorse: boolean;
}

/**
 * Compares two parsed JSON reports, which may have different versions.
 * @throws InvalidReportError when a value is not a report
 */
export function diffReports(olderJson: unknown, newerJson: unknown): ReportDiff {
  const older = readReport(olderJson);
  const newer = readReport(newerJson);
  const checks = [...newer.checks].flatMap(([id, { verdict, message }]) =>
    compareVerdicts(id, older.checks.get(id)?.verdict, verdict, message),
  );
  const appeared = findUnmatched(newer, older);
  const isUnexpected = ({ id }: { readonly id: string }): boolean => newer.checks.get(id)?.isKnown !== true;
  return {
    older,
    newer,
    checks,
    appeared,
    disappeared: findUnmatched(older, newer),
    requirements: [...newer.requirements].flatMap(([id, to]) =>
      compareVerdicts(id, older.requirements.get(id), to, ''),
    ),
    gotWorse:
      checks.some((change) => change.direction === 'worse' && isUnexpected(change)) ||
      appeared.some((check) => (check.verdict === 'fail' || check.verdict === 'warn') && isUnexpected(check)),
  };
}

function compareVerdicts(
  id: string,
  from: ComparedVerdict | undefined,
  to: ComparedVerdict,
  message: string,
): readonly Change[] {
  return from === undefined || from === to ? [] : [{ id, from, to, direction: toDirection(from, to), message }];
}

function findUnmatched(report: ComparedReport, reference: ComparedReport): readonly UnmatchedCheck[] {
  return [...report.checks].filter(([id]) => !reference.checks.has(id)).map(([id, { verdict }]) => ({ id, verdict }));
}

/** The verdicts of a completed check, by severity. */
const SEVERITY: Partial<Record<ComparedVerdict, number>> = { pass: 0, warn: 1, fail: 2 };

function toDirection(from: ComparedVerdict, to: ComparedVerdict): Change['direction'] {
  const [before, after] = [SEVERITY[from], SEVERITY[to]];
  if (before !== undefined && after !== undefined) return after > before ? 'worse' : 'better';
  // Completed for the first time: the verdict alone decides.
  if (after !== undefined) return after > 0 ? 'worse' : 'better';
  // A check that passed can no longer be completed.
  return from === 'pass' && (to === 'blocked' || to === 'error') ? 'worse' : 'other';
}

/** The parts of a report that a comparison needs, from any version of xis-testkit. */
export interface ComparedReport {
  readonly version: string;
  readonly target: string;
  readonly startedAt: string;
  readonly verdict: string;
  readonly checks: ReadonlyMap<string, ComparedCheck>;
  readonly requirements: ReadonlyMap<string, ComparedVerdict>;
}

export interface ComparedCheck {
  readonly verdict: ComparedVerdict;
  readonly message: string;
  readonly isKnown: boolean;
}

/** `other`: a verdict that this version does not support. */
export type ComparedVerdict = Verdict | 'not-checked' | 'other';

/** The error for a value that is not a report. */
export class InvalidReportError extends XisTestkitError {
  override readonly name = 'InvalidReportError';
  readonly code = 'invalid-report';
}

/**
 * Reads the comparable parts of a report from any version, and skips parts with an unexpected form.
 * @throws InvalidReportError when the value has no checks
 */
function readReport(value: unknown): ComparedReport {
  const report = toFields(value);
  if (!Array.isArray(report['checks'])) {
    throw new InvalidReportError(
      `expected a JSON report of a check: an object with \`checks\`, got ${describeValue(value)}`,
    );
  }
  return {
    version: toText(toFields(report['tool'])['version']),
    target: toText(toFields(report['target'])['baseUrl']),
    startedAt: toText(report['startedAt']),
    verdict: toText(report['verdict']),
    checks: indexById(report['checks'], (check) => ({
      verdict: toVerdict(check['verdict']),
      message: toText(check['message']),
      isKnown: typeof check['known'] === 'string',
    })),
    requirements: indexById(report['requirements'], (requirement) => toVerdict(requirement['verdict'])),
  };
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object without them' : `a ${typeof value}`;
}

type Fields = Readonly<Record<string, unknown>>;

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function indexById<T>(list: unknown, read: (item: Fields) => T): ReadonlyMap<string, T> {
  const items = Array.isArray(list) ? list.map(toFields) : [];
  return new Map(items.filter(({ id }) => typeof id === 'string').map((item) => [String(item['id']), read(item)]));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toVerdict(value: unknown): ComparedVerdict {
  const supported: readonly unknown[] = [...VERDICTS, 'not-checked'];
  return supported.includes(value) ? (value as ComparedVerdict) : 'other';
}
