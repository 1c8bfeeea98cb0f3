import type { Conclusion } from '../verdict.ts';
import { CHECK_EXIT, exitCodeOf } from './exit-code.ts';
import type { CheckReport } from './report.ts';
import { selectKnown } from './select.ts';

/** What a conclusion is called where it is read. */
const CONCLUSION_WORDS: Readonly<Record<Conclusion, string>> = {
  conformant: 'Conformant',
  nonconformant: 'Not conformant',
  incomplete: 'Incomplete',
};

/** What a report comes to, in a few words: as its exit code has it, and whether the run was ended. */
export function formatHeadline(report: CheckReport): string {
  const isKnown = report.verdict === 'nonconformant' && exitCodeOf(report) === CHECK_EXIT.conformant;
  const words = isKnown ? 'Nothing but known failures' : CONCLUSION_WORDS[report.verdict];
  const wasEnded = report.checks.some(({ verdict, message }) => verdict === 'blocked' && ENDED.test(message));
  return wasEnded ? `${words}, the run was ended` : words;
}

/** What a check says that the user has not let come to its end. */
const ENDED = /^the run was ended( before it| during it)?$/;

/** What a conclusion means, in a sentence. */
export function explainConclusion(report: CheckReport): string {
  const known = selectKnown(report).filter(({ verdict }) => verdict === 'fail').length;
  switch (report.verdict) {
    case 'conformant': {
      const left = report.checks.filter(
        ({ verdict, level }) => level === 'must' && verdict === 'not-applicable',
      ).length;
      return left === 0
        ? 'Every must was looked at and is kept.'
        : `Every must that was looked at is kept; ${formatCount(left, 'check')} on a must ${left === 1 ? 'was' : 'were'} left out.`;
    }
    case 'nonconformant':
      if (known > 0 && known === report.counts.fail)
        return `${formatCount(known, 'check')} on a must failed, ${known === 1 ? 'which is' : 'all of them'} known.`;
      return `${formatCount(report.counts.fail, 'check')} on a must failed${known === 0 ? '' : `, ${known} of them known`}.`;
    case 'incomplete':
      return 'No must is broken as far as was seen, but some could not be looked at.';
  }
}

/** `1 check`, `2 checks`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** A duration as it is read: `38 ms`, `2.4 s`, `1 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`;
}
