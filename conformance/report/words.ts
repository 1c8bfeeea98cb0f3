import { CHECK_EXIT, exitCodeOf } from '../judge.ts';
import { COVERAGES, type Conclusion, type Coverage } from '../verdict.ts';
import type { CheckReport, LeftOut } from './report.ts';
import { selectKnown } from './select.ts';

const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  conformant: 'Conformant',
  nonconformant: 'Not conformant',
  incomplete: 'Incomplete',
};

const NO_MUST = 'No must was examined.';

/** The message of a check that the user interrupted. */
const INTERRUPTED = /^the run was ended( before it| during it)?$/;

/**
 * Returns the conclusion in a few words. It agrees with the exit code, and mentions an interrupted run, and musts that were
 * not examined.
 */
export function formatHeadline(report: CheckReport): string {
  const isKnown = report.verdict === 'nonconformant' && exitCodeOf(report) === CHECK_EXIT.conformant;
  const words = isKnown ? 'Only known failures' : CONCLUSION_WORDS[report.verdict];
  const wasInterrupted = report.checks.some(
    ({ verdict, message }) => verdict === 'blocked' && INTERRUPTED.test(message),
  );
  if (wasInterrupted) return `${words}, the run was ended`;
  const isMild = isKnown || report.verdict === 'conformant';
  if (!isMild || countUnexamined(report) === 0) return words;
  return isKnown || countExamined(report) > 0
    ? `${words} as far as examined`
    : 'No must was examined, and nothing failed';
}

/** Returns the number of musts in which the run found no violation. */
function countExamined({ musts }: CheckReport): number {
  return musts.satisfied + musts['satisfied-in-part'] + musts.warned;
}

/** Returns the number of musts for a XIS that the run has not examined, or only in part. */
function countUnexamined({ musts }: CheckReport): number {
  return musts['left-out'] + musts.blocked + musts['satisfied-in-part'];
}

export function explainConclusion(report: CheckReport): string {
  switch (report.verdict) {
    case 'conformant':
      return explainConformant(report);
    case 'nonconformant':
      return explainNonconformant(report);
    case 'incomplete':
      return explainIncomplete(report);
  }
}

function explainConformant(report: CheckReport): string {
  const unexamined = countUnexamined(report);
  if (unexamined > 0) {
    if (countExamined(report) === 0) return NO_MUST;
    const verb = unexamined === 1 ? 'was' : 'were';
    return `No must failed where it was examined; ${unexamined} ${verb} not examined, or only in part.`;
  }
  const result = report.musts.warned > 0 ? 'did not fail' : 'is satisfied';
  return `Every must that can be checked in this XIS was examined and ${result}.`;
}

function explainIncomplete(report: CheckReport): string {
  return countExamined(report) === 0 ? NO_MUST : 'No must failed where it was examined, but some were not examined.';
}

/** How far musts were examined, in the order of the sentence. */
const COVERAGE_WORDS: Readonly<Record<Coverage, string>> = {
  satisfied: 'satisfied',
  'satisfied-in-part': 'satisfied as far as examined',
  warned: 'with a warning',
  violated: 'violated',
  'left-out': 'left out',
  blocked: 'blocked',
  'not-applicable': 'not applicable to this XIS',
  spreekuur: 'on the side of Spreekuur.nl',
  'no-check': 'without a check',
};

/** Returns a phrase for how far musts were examined: `left out`. */
export function nameCoverage(coverage: Coverage): string {
  return COVERAGE_WORDS[coverage];
}

/** Says how far the musts were examined, each in one of the numbers, and by which options others were left out. */
export function describeMusts({ musts }: CheckReport): string {
  const numbers = COVERAGES.filter((each) => musts[each] > 0).map((each) => `${musts[each]} ${COVERAGE_WORDS[each]}`);
  const options = musts.leftOutBy.map(
    (leftOut) => `${nameOption(leftOut)} (${formatCount(leftOut.clauses.length, 'must')})`,
  );
  return [
    ...(numbers.length === 0 ? [] : [`${formatCount(musts.total, 'must')}: ${numbers.join(', ')}.`]),
    ...(options.length === 0 ? [] : [`Not examined, or only in part: ${options.join(', ')}.`]),
  ].join(' ');
}

/** Names an option because of which checks did not run: `because of --skip booking`, `without --allow-booking`. */
export function nameOption({ option, isGiven }: LeftOut): string {
  return `${isGiven ? 'because of' : 'without'} ${option}`;
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

/** The most waits that a text names. */
const MAX_WAITS_NAMED = 3;

/** Describes how long the run has waited in all, and what for; empty where it has not waited. */
export function describeWaits({ waits = [] }: CheckReport): string {
  const totalMs = waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (totalMs === 0) return '';
  const named = waits
    .slice(0, MAX_WAITS_NAMED)
    .map(({ text, durationMs }) => `${formatDuration(durationMs)} for ${text}`);
  const more = waits.length > MAX_WAITS_NAMED ? ', and more' : '';
  return `Waited ${formatDuration(totalMs)}: ${named.join(', ')}${more}`;
}

/** Returns a text that begins with a capital. */
export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
