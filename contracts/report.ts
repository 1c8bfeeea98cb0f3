import { formatJunitXml, type JunitCase } from '../output/junit.ts';
import { escapeControlCharacters, formatJson } from '../output/terminal-text.ts';
import type { InteractionResult, Mismatch, VerificationReport } from './verification/report.ts';

const LABELS = {
  verified: 'ok  ',
  warned: 'warn',
  failed: 'FAIL',
  'not-applicable': 'n/a ',
  'not-done': 'skip',
} as const;

const SKIP_REASONS = { 'not-applicable': 'not applicable', 'not-done': 'not done' } as const;

/** Formats a report as JSON, for programs. */
export function formatJsonReport({ notCancelled, published, ...report }: VerificationReport): string {
  return `${formatJson({ ...report, left: notCancelled, published }, 2)}\n`;
}

/** Formats a report as JUnit XML, for build servers; interactions that do not apply or were not verified are skipped tests. */
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
  const { description, outcome, mismatches, warnings, notes, reason = '', durationMs } = result;
  const lines = mismatches.map(formatMismatch);
  const isSkipped = outcome === 'not-done' || outcome === 'not-applicable';
  const out = [...warnings.map(formatWarning), ...notes].join('\n');
  return {
    classname: provider,
    name: `${description}${formatStates(result)}`,
    milliseconds: durationMs,
    ...(outcome === 'failed' && { failure: { message: lines[0] ?? reason, text: [...lines, reason].join('\n') } }),
    ...(isSkipped && { skipped: `${SKIP_REASONS[outcome]}: ${reason}` }),
    ...(out !== '' && { out }),
  };
}

/** Formats a report for a terminal: every interaction with its mismatches, and the appointments to cancel by hand. */
export function formatTextReport(report: VerificationReport): string {
  const { notes, interactions, counts, notCancelled, published } = report;
  return [
    ...notes.map(escapeControlCharacters),
    ...(notes.length > 0 ? [''] : []),
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
  const { description, outcome, mismatches, warnings, notes, reason } = result;
  const prefix = outcome === 'not-done' || outcome === 'not-applicable' ? `${SKIP_REASONS[outcome]}: ` : '';
  const details = [
    ...mismatches.map(formatMismatch),
    ...(reason === undefined ? [] : [prefix + reason]),
    ...warnings.map(formatWarning),
    ...notes,
  ];
  return [
    escapeControlCharacters(`${LABELS[outcome]}  ${description}${formatStates(result)}`),
    ...details.map((line) => escapeControlCharacters(`      ${line}`)),
  ];
}

/** Formats the states of an interaction as a part of its name. */
function formatStates({ states }: InteractionResult): string {
  return states.length === 0 ? '' : ` (given ${states.join(', and ')})`;
}

function formatWarning(warning: Mismatch): string {
  return `warning: ${formatMismatch(warning)}`;
}

function formatMismatch({ where, message, clause, more }: Mismatch): string {
  const similar = more === undefined ? '' : ` (and ${more} similar)`;
  return `${clause === undefined ? '' : `${clause} `}${where}: ${message}${similar}`;
}

function formatSummary(counts: VerificationReport['counts'], total: number): string {
  const { verified, warned, failed, notApplicable, notDone } = counts;
  const parts = [
    `${verified} verified`,
    ...(warned > 0 ? [`${warned} with warnings`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
    ...(notDone > 0 ? [`${notDone} not done`] : []),
  ];
  return `${total} ${total === 1 ? 'interaction' : 'interactions'}: ${parts.join(', ')}`;
}
