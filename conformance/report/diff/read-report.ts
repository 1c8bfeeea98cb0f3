import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { VERDICTS, type Verdict } from '../../verdict.ts';

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
export class NoReportError extends XisTestkitError {
  override readonly name = 'NoReportError';
  readonly code = 'invalid-report';
}

/**
 * Takes from a report, of this version or another, what can be compared; what has not the expected form is passed over.
 * @throws NoReportError when there are no checks in it
 */
export function readReport(value: unknown): ComparedReport {
  const report = fields(value);
  if (!Array.isArray(report['checks'])) {
    throw new NoReportError('expected a report that `check --json` has written: an object with `checks`');
  }
  return {
    version: text(fields(report['tool'])['version']),
    target: text(fields(report['target'])['baseUrl']),
    startedAt: text(report['startedAt']),
    verdict: text(report['verdict']),
    checks: byId(report['checks'], (check) => ({
      verdict: verdictOf(check['verdict']),
      message: text(check['message']),
      isKnown: typeof check['known'] === 'string',
    })),
    requirements: byId(report['requirements'], (requirement) => verdictOf(requirement['verdict'])),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function byId<T>(list: unknown, read: (item: Fields) => T): ReadonlyMap<string, T> {
  const items = Array.isArray(list) ? list.map(fields) : [];
  return new Map(items.filter(({ id }) => typeof id === 'string').map((item) => [String(item['id']), read(item)]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function verdictOf(value: unknown): ComparedVerdict {
  const known: readonly unknown[] = [...VERDICTS, 'not-checked'];
  return known.includes(value) ? (value as ComparedVerdict) : 'other';
}
