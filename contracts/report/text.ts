import { escapeControlCharacters } from '../../output/terminal-text.ts';
import type { InteractionResult, Mismatch, VerificationReport } from '../verification/report.ts';

const WORDS = { verified: 'ok  ', failed: 'FAIL', 'not-done': 'skip' } as const;

/** The results for a terminal: every interaction, what is wrong with it, and what was left behind. */
export function textReport(report: VerificationReport): string {
  const { interactions, counts, left, published } = report;
  return [
    ...interactions.flatMap(linesOf),
    '',
    summary(counts, interactions.length),
    ...(published ? ['The results were published at the broker.'] : []),
    ...(left.length > 0
      ? ['', `NOT CANCELLED, please cancel by hand: ${left.map(escapeControlCharacters).join(', ')}`]
      : []),
    '',
  ].join('\n');
}

/** The states of an interaction, as a part of its name. */
export function stateText({ states }: InteractionResult): string {
  return states.length === 0 ? '' : ` (given ${states.join(', and ')})`;
}

/** One thing that is wrong, on one line. */
export function mismatchLine({ where, message, clause, more }: Mismatch): string {
  const others = more === undefined ? '' : ` (and ${more} more like it)`;
  return `${clause === undefined ? '' : `${clause} `}${where}: ${message}${others}`;
}

function linesOf(result: InteractionResult): readonly string[] {
  const { description, outcome, mismatches, reason } = result;
  return [
    escapeControlCharacters(`${WORDS[outcome]}  ${description}${stateText(result)}`),
    ...mismatches.map((mismatch) => escapeControlCharacters(`      ${mismatchLine(mismatch)}`)),
    ...(reason === undefined
      ? []
      : [escapeControlCharacters(`      ${outcome === 'not-done' ? 'not done: ' : ''}${reason}`)]),
  ];
}

function summary({ verified, failed, notDone }: VerificationReport['counts'], total: number): string {
  const counted = `${total} ${total === 1 ? 'interaction' : 'interactions'}`;
  const parts = [
    `${verified} verified`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notDone > 0 ? [`${notDone} not done`] : []),
  ];
  return `${counted}: ${parts.join(', ')}`;
}
