import { CHECK_EXIT, exitCodeOf } from '../judge.ts';
import type { Conclusion } from '../verdict.ts';
import type { CheckReport } from './report.ts';
import { selectKnown } from './select.ts';

const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  conformant: 'Conformant',
  nonconformant: 'Not conformant',
  incomplete: 'Incomplete',
};

/** The message of a check that the user interrupted. */
const INTERRUPTED = /^the run was ended( before it| during it)?$/;

/** Returns the conclusion in a few words. It agrees with the exit code, and mentions an interrupted run. */
export function formatHeadline(report: CheckReport): string {
  const isKnown = report.verdict === 'nonconformant' && exitCodeOf(report) === CHECK_EXIT.conformant;
  const words = isKnown ? 'Only known failures' : CONCLUSION_WORDS[report.verdict];
  const wasInterrupted = report.checks.some(
    ({ verdict, message }) => verdict === 'blocked' && INTERRUPTED.test(message),
  );
  return wasInterrupted ? `${words}, the run was ended` : words;
}

export function explainConclusion(report: CheckReport): string {
  switch (report.verdict) {
    case 'conformant':
      return explainConformant(report);
    case 'nonconformant':
      return explainNonconformant(report);
    case 'incomplete':
      return 'No must check failed, but some could not be completed.';
  }
}

function explainConformant({ checks }: CheckReport): string {
  const skipped = checks.filter(({ verdict, level }) => level === 'must' && verdict === 'not-applicable').length;
  if (skipped === 0) return 'Every must clause was checked and is satisfied.';
  return `Every must clause that was checked is satisfied; ${formatCount(skipped, 'must check')} ${skipped === 1 ? 'was' : 'were'} not applicable.`;
}

function explainNonconformant(report: CheckReport): string {
  const failed = formatCount(report.counts.fail, 'must check');
  const known = selectKnown(report).filter(({ verdict }) => verdict === 'fail').length;
  if (known === 0) return `${failed} failed.`;
  if (known < report.counts.fail) return `${failed} failed, ${known} of them known.`;
  return `${failed} failed, ${known === 1 ? 'a known failure' : 'all of them known'}.`;
}

/** The names of the open readings in a report, by option. */
const FORM_NAMES: Readonly<Record<string, string>> = {
  organizationHeader: 'organization header',
  organizationFormat: 'AGB code as',
  dateParameter: 'date parameter',
  dateFormat: 'dates as',
  practitionerStatus: 'practitioner in a booking',
  dialect: 'dialect',
  readBack: 'appointments read back by',
};

/** Lists the forms that the XIS understood, each with its name. */
export function listForms({ target }: CheckReport): readonly (readonly [name: string, form: string])[] {
  return Object.entries(target.forms ?? {}).map(([name, form]) => [FORM_NAMES[name] ?? name, form]);
}

/** Returns a number with its noun: `1 check`, `2 checks`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Returns a duration in its best unit: `38 ms`, `2.4 s`, `1 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}
