import { type ComparedReport, type ComparedVerdict, readReport } from './read-report.ts';

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
export interface Lone {
  readonly id: string;
  readonly verdict: ComparedVerdict;
}

/** What has changed between two reports. */
export interface ReportDiff {
  readonly older: ComparedReport;
  readonly newer: ComparedReport;
  readonly checks: readonly Change[];
  readonly appeared: readonly Lone[];
  readonly disappeared: readonly Lone[];
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
    changed(id, older.checks.get(id)?.verdict, verdict, message),
  );
  const appeared = lone(newer, older);
  const isNews = ({ id }: { readonly id: string }): boolean => newer.checks.get(id)?.isKnown !== true;
  return {
    older,
    newer,
    checks,
    appeared,
    disappeared: lone(older, newer),
    requirements: [...newer.requirements].flatMap(([id, to]) => changed(id, older.requirements.get(id), to, '')),
    gotWorse:
      checks.some((change) => change.direction === 'worse' && isNews(change)) ||
      appeared.some((check) => (check.verdict === 'fail' || check.verdict === 'warn') && isNews(check)),
  };
}

function changed(
  id: string,
  from: ComparedVerdict | undefined,
  to: ComparedVerdict,
  message: string,
): readonly Change[] {
  return from === undefined || from === to ? [] : [{ id, from, to, direction: directionOf(from, to), message }];
}

function lone(one: ComparedReport, other: ComparedReport): readonly Lone[] {
  return [...one.checks].filter(([id]) => !other.checks.has(id)).map(([id, { verdict }]) => ({ id, verdict }));
}

/** What was looked at, and how bad it is. */
const BADNESS: Partial<Record<ComparedVerdict, number>> = { pass: 0, warn: 1, fail: 2 };

function directionOf(from: ComparedVerdict, to: ComparedVerdict): Change['direction'] {
  const [before, after] = [BADNESS[from], BADNESS[to]];
  if (before !== undefined && after !== undefined) return after > before ? 'worse' : 'better';
  // Seen for the first time: good news or bad.
  if (after !== undefined) return after > 0 ? 'worse' : 'better';
  // What was kept cannot be looked at any more.
  return from === 'pass' && (to === 'blocked' || to === 'error') ? 'worse' : 'other';
}
