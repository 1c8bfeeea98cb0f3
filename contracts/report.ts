import { formatJunitXml, type JunitCase } from '../output/junit.ts';
import { escapeControlCharacters } from '../output/terminal-text.ts';
import type { InteractionResult, Mismatch, VerificationReport } from './verification/report.ts';

const LABELS = { verified: 'ok  ', failed: 'FAIL', 'not-done': 'skip' } as const;

/** Formats a report as JSON, for programs. */
export function formatJsonReport({ notCancelled, published, ...report }: VerificationReport): string {
  return `${JSON.stringify({ ...report, left: notCancelled, published }, undefined, 2)}\n`;
}

/** Formats a report as JUnit XML, for build servers; interactions that were not verified are skipped tests. */
export function formatJunitReport({ provider, interactions, notCancelled }: VerificationReport): string {
  return formatJunitXml('xis-testkit verify', [
    {
      name: `provider ${provider}`,
      cases: interactions.map((result) => toJunitCase(provider, result)),
      ...(notCancelled.length > 0 && { err: `not cancelled: ${notCancelled.join(', ')}` }),
    },
  ]);
}

function toJunitCase(provider: string, result: InteractionResult): JunitCase {
  const { description, outcome, mismatches, reason = '', durationMs } = result;
  const lines = mismatches.map(formatMismatch);
  return {
    classname: provider,
    name: `${description}${formatStates(result)}`,
    milliseconds: durationMs,
    ...(outcome === 'failed' && { failure: { message: lines[0] ?? reason, text: [...lines, reason].join('\n') } }),
    ...(outcome === 'not-done' && { skipped: reason }),
  };
}

/** Formats a report for a terminal: every interaction with its mismatches, and the appointments to cancel by hand. */
export function formatTextReport(report: VerificationReport): string {
  const { interactions, counts, notCancelled, published } = report;
  return [
    ...interactions.flatMap(formatInteraction),
    '',
    formatSummary(counts, interactions.length),
    ...(published ? ['The results were published to the broker.'] : []),
    ...(notCancelled.length > 0
      ? ['', `NOT CANCELLED, please cancel by hand: ${notCancelled.map(escapeControlCharacters).join(', ')}`]
      : []),
    '',
  ].join('\n');
}

function formatInteraction(result: InteractionResult): readonly string[] {
  const { description, outcome, mismatches, reason } = result;
  return [
    escapeControlCharacters(`${LABELS[outcome]}  ${description}${formatStates(result)}`),
    ...mismatches.map((mismatch) => escapeControlCharacters(`      ${formatMismatch(mismatch)}`)),
    ...(reason === undefined
      ? []
      : [escapeControlCharacters(`      ${outcome === 'not-done' ? 'not done: ' : ''}${reason}`)]),
  ];
}

/** Formats the states of an interaction as a part of its name. */
function formatStates({ states }: InteractionResult): string {
  return states.length === 0 ? '' : ` (given ${states.join(', and ')})`;
}

function formatMismatch({ where, message, clause, more }: Mismatch): string {
  const similar = more === undefined ? '' : ` (and ${more} similar)`;
  return `${clause === undefined ? '' : `${clause} `}${where}: ${message}${similar}`;
}

function formatSummary({ verified, failed, notDone }: VerificationReport['counts'], total: number): string {
  const parts = [
    `${verified} verified`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notDone > 0 ? [`${notDone} not done`] : []),
  ];
  return `${total} ${total === 1 ? 'interaction' : 'interactions'}: ${parts.join(', ')}`;
}
