import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { at, listOf } from '../../read/json.ts';
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
  const checks = at(value, 'checks');
  if (!Array.isArray(checks)) {
    throw new InvalidReportError(
      `expected a JSON report of a check: an object with \`checks\`, got ${describeValue(value)}`,
    );
  }
  return {
    version: toText(at(value, 'tool', 'version')),
    target: toText(at(value, 'target', 'baseUrl')),
    startedAt: toText(at(value, 'startedAt')),
    verdict: toText(at(value, 'verdict')),
    checks: indexById(checks, (check) => ({
      verdict: toVerdict(at(check, 'verdict')),
      message: toText(at(check, 'message')),
      isKnown: typeof at(check, 'known') === 'string',
    })),
    requirements: indexById(at(value, 'requirements'), (requirement) => toVerdict(at(requirement, 'verdict'))),
  };
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object without them' : `a ${typeof value}`;
}

function indexById<T>(list: unknown, read: (item: unknown) => T): ReadonlyMap<string, T> {
  const items = listOf(list).filter((item) => typeof at(item, 'id') === 'string');
  return new Map(items.map((item) => [String(at(item, 'id')), read(item)]));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toVerdict(value: unknown): ComparedVerdict {
  const supported: readonly unknown[] = [...VERDICTS, 'not-checked'];
  return supported.includes(value) ? (value as ComparedVerdict) : 'other';
}
