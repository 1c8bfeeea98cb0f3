import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { VERDICTS } from '../verdict.ts';
import type { CheckReport, CheckResult } from './report.ts';
import {
  createDetailsLookup,
  type FindDetails,
  groupBlockedByReason,
  selectKnown,
  selectNotCancelled,
  selectUnexpected,
} from './select.ts';
import { explainConclusion, formatCount, formatDuration, formatHeadline } from './words.ts';

/** Longer texts make a table hard to read; the other reports have all of them. */
const MAX_CELL_LENGTH = 300;

/** GitHub accepts a summary of at most 1 MiB; the other reports have more rows. */
const MAX_ROWS = 100;

const MARKS: Readonly<Record<CheckReport['verdict'], string>> = {
  conformant: '✅',
  nonconformant: '❌',
  incomplete: '⚠️',
};

/** Formats a report as Markdown for the summary of a CI job. */
export function formatMarkdownReport(report: CheckReport): string {
  const findDetails = createDetailsLookup(report);
  const { tool, target, verdict, counts } = report;
  const parts = [
    `## ${MARKS[verdict]} ${formatHeadline(report)}: ${escapeInline(target.baseUrl)}`,
    `${explainConclusion(report)} Organization ${escapeInline(target.organization)}, ${formatCount(report.checks.length, 'check')} in ${formatDuration(report.durationMs)}, ${escapeInline(`${tool.name} ${tool.version}`)}.`,
    formatTable(VERDICTS, [VERDICTS.map((name) => String(counts[name]))]),
    ...formatNotCancelled(report),
    ...formatStale(report),
    ...formatChecks('Failures', selectUnexpected(report, 'fail'), findDetails),
    ...formatChecks('Errors of the test kit', selectUnexpected(report, 'error'), findDetails),
    ...formatChecks('Warnings', selectUnexpected(report, 'warn'), findDetails),
    ...formatKnown(selectKnown(report)),
    ...formatPreflight(report),
    ...formatBlocked(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function formatChecks(title: string, checks: readonly CheckResult[], findDetails: FindDetails): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.slice(0, MAX_ROWS).map((check) => {
    const { clauses } = findDetails(check);
    const clauseTexts = clauses.map(({ id, text }) => `**${escapeInline(id)}** ${escapeInline(text)}`).join('<br>');
    const place = check.path === undefined ? '' : `<br>at ${escapeInline(check.path)}`;
    return [
      `${escapeInline(check.title)}<br>${escapeInline(check.id)}`,
      clauseTexts || escapeInline(check.requirements.join(', ')),
      escapeInline(check.expected ?? ''),
      `${escapeInline(check.actual ?? check.message)}${place}`,
    ];
  });
  const remaining = checks.length - rows.length;
  return [
    `### ${title} (${checks.length})`,
    formatTable(['Check', 'Clause', 'Expected', 'Got'], rows),
    ...(remaining > 0 ? [`And ${remaining} more.`] : []),
  ];
}

function formatPreflight({ preflight = [] }: CheckReport): readonly string[] {
  if (preflight.length === 0) return [];
  const rows = preflight.map(({ seen, advice }) => [escapeInline(seen), escapeInline(advice)]);
  return ['### Preflight notes', formatTable(['Note', 'Advice'], rows)];
}

function formatBlocked(report: CheckReport): readonly string[] {
  const groups = groupBlockedByReason(report);
  if (groups.length === 0) return [];
  const rows = groups.map(([reason, checks]) => [
    escapeInline(reason),
    escapeInline(checks.map(({ id }) => id).join(', ')),
  ]);
  return [`### Blocked (${selectUnexpected(report, 'blocked').length})`, formatTable(['Reason', 'Checks'], rows)];
}

function formatKnown(checks: readonly CheckResult[]): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map((check) => [escapeInline(check.id), check.verdict, escapeInline(check.known ?? '')]);
  return [`### Known (${checks.length})`, formatTable(['Check', 'Verdict', 'Reason'], rows)];
}

function formatStale({ staleKnownFailures = [] }: CheckReport): readonly string[] {
  if (staleKnownFailures.length === 0) return [];
  const rows = staleKnownFailures.map(({ check, why, reason }) => [
    escapeInline(check),
    escapeInline(why),
    escapeInline(reason),
  ]);
  return ['### Outdated known failures', formatTable(['Check', 'Problem', 'Reason in the file'], rows)];
}

function formatNotCancelled(report: CheckReport): readonly string[] {
  const bookings = selectNotCancelled(report);
  if (bookings.length === 0) return [];
  const rows = bookings.map(({ appointment, slot, why }) => [
    escapeInline(appointment || 'unknown'),
    escapeInline(slot),
    escapeInline(why ?? ''),
  ]);
  return [
    `### ⚠️ ${formatCount(bookings.length, 'appointment')} could not be cancelled`,
    formatTable(['Appointment', 'Slot', 'Reason'], rows),
  ];
}

function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Escapes text for Markdown and HTML, on one line. GitHub also links `@` names, `#` issues and `www` addresses in the
 * rendered Markdown; a zero-width space prevents that.
 */
function escapeInline(text: string): string {
  return shorten(escapeControlCharacters(text), MAX_CELL_LENGTH)
    .replace(/[^\p{L}\p{N} .,;…/()'=+%-]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/&#(?:64|35);|www(?=\.)/gi, (part) => `${part}&#8203;`);
}
