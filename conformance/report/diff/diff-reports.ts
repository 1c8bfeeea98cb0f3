import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { VERDICTS, type Verdict } from '../../verdict.ts';

/** A check or a clause that ended otherwise than before. */
export interface Change {
  readonly id: string;
  readonly from: ComparedVerdict;
  readonly to: ComparedVerdict;
  /** `other`: what is not looked at any more, or never was, is neither worse nor better. */
  readonly direction: 'worse' | 'better' | 'other';
  /** What the newer report says of it; of a clause nothing. */
  readonly message: string;
}

/** A check that only one of the reports has. */
export interface UnmatchedCheck {
  readonly id: string;
  readonly verdict: ComparedVerdict;
}

/** What has changed between two reports. */
export interface ReportDiff {
  readonly older: ComparedReport;
  readonly newer: ComparedReport;
  readonly checks: readonly Change[];
  readonly appeared: readonly UnmatchedCheck[];
  readonly disappeared: readonly UnmatchedCheck[];
  readonly requirements: readonly Change[];
  /** Whether a check got worse or a new one is broken; known failures left out. */
  readonly gotWorse: boolean;
}

/**
 * Compares two reports as they were read from JSON; they may be of different versions.
 * @throws NoReportError when one of them is no report
 */
export function diffReports(old: unknown, fresh: unknown): ReportDiff {
  const older = readReport(old);
  const newer = readReport(fresh);
  const checks = [...newer.checks].flatMap(([id, { verdict, message }]) =>
    compareVerdicts(id, older.checks.get(id)?.verdict, verdict, message),
  );
  const appeared = findUnmatched(newer, older);
  const isNews = ({ id }: { readonly id: string }): boolean => newer.checks.get(id)?.isKnown !== true;
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
      checks.some((change) => change.direction === 'worse' && isNews(change)) ||
      appeared.some((check) => (check.verdict === 'fail' || check.verdict === 'warn') && isNews(check)),
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

function findUnmatched(one: ComparedReport, other: ComparedReport): readonly UnmatchedCheck[] {
  return [...one.checks].filter(([id]) => !other.checks.has(id)).map(([id, { verdict }]) => ({ id, verdict }));
}

/** What was looked at, and how bad it is. */
const SEVERITY: Partial<Record<ComparedVerdict, number>> = { pass: 0, warn: 1, fail: 2 };

function toDirection(from: ComparedVerdict, to: ComparedVerdict): Change['direction'] {
  const [before, after] = [SEVERITY[from], SEVERITY[to]];
  if (before !== undefined && after !== undefined) return after > before ? 'worse' : 'better';
  // Seen for the first time: good news or bad.
  if (after !== undefined) return after > 0 ? 'worse' : 'better';
  // What was kept cannot be looked at any more.
  return from === 'pass' && (to === 'blocked' || to === 'error') ? 'worse' : 'other';
}

/** What a comparison needs of a report, whichever version has written it. */
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

/** `other`: a verdict that this version does not know. */
export type ComparedVerdict = Verdict | 'not-checked' | 'other';

/** A file that is no report. */
export class InvalidReportError extends XisTestkitError {
  override readonly name = 'NoReportError';
  readonly code = 'invalid-report';
}

/**
 * Takes from a report, of this version or another, what can be compared; what has not the expected form is passed over.
 * @throws NoReportError when there are no checks in it
 */
export function readReport(value: unknown): ComparedReport {
  const report = toFields(value);
  if (!Array.isArray(report['checks'])) {
    throw new InvalidReportError('expected a report that `check --json` has written: an object with `checks`');
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
  const known: readonly unknown[] = [...VERDICTS, 'not-checked'];
  return known.includes(value) ? (value as ComparedVerdict) : 'other';
}
