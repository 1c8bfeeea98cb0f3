import { shortened, visible } from '../../output/terminal-text.ts';
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

/** Longer texts make a cell that nobody reads; the other reports have all of it. */
const MAX_CELL_LENGTH = 300;

/** GitHub takes at most 1 MiB of a summary; more rows are in the other reports. */
const MAX_ROWS = 100;

const MARKS: Readonly<Record<CheckReport['verdict'], string>> = {
  conformant: '✅',
  nonconformant: '❌',
  incomplete: '⚠️',
};

/** The report as Markdown for the summary of a CI job. */
export function markdownReport(report: CheckReport): string {
  const lookup = createDetailsLookup(report);
  const { tool, target, verdict, counts } = report;
  const parts = [
    `## ${MARKS[verdict]} ${formatHeadline(report)}: ${escapeInline(target.baseUrl)}`,
    `${explainConclusion(report)} Organization ${escapeInline(target.organization)}, ${formatCount(report.checks.length, 'check')} in ${formatDuration(report.durationMs)}, ${escapeInline(`${tool.name} ${tool.version}`)}.`,
    formatTable(VERDICTS, [VERDICTS.map((name) => String(counts[name]))]),
    ...formatNotCancelled(report),
    ...formatStale(report),
    ...formatChecks('Failures', selectUnexpected(report, 'fail'), lookup),
    ...formatChecks('Errors of the test kit', selectUnexpected(report, 'error'), lookup),
    ...formatChecks('Warnings', selectUnexpected(report, 'warn'), lookup),
    ...formatKnown(selectKnown(report)),
    ...formatPreflight(report),
    ...formatBlocked(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function formatChecks(title: string, checks: readonly CheckResult[], lookup: FindDetails): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.slice(0, MAX_ROWS).map((check) => {
    const { clauses } = lookup(check);
    const told = clauses.map(({ id, text }) => `**${escapeInline(id)}** ${escapeInline(text)}`).join('<br>');
    const where = check.path === undefined ? '' : `<br>at ${escapeInline(check.path)}`;
    return [
      `${escapeInline(check.title)}<br>${escapeInline(check.id)}`,
      told || escapeInline(check.requirements.join(', ')),
      escapeInline(check.expected ?? ''),
      `${escapeInline(check.actual ?? check.message)}${where}`,
    ];
  });
  const more = checks.length - rows.length;
  return [
    `### ${title} (${checks.length})`,
    formatTable(['Check', 'Clause', 'Expected', 'Seen'], rows),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ];
}

function formatPreflight({ preflight = [] }: CheckReport): readonly string[] {
  if (preflight.length === 0) return [];
  const rows = preflight.map(({ seen, advice }) => [escapeInline(seen), escapeInline(advice)]);
  return ['### Noted before the first check', formatTable(['Seen', 'What to do'], rows)];
}

function formatBlocked(report: CheckReport): readonly string[] {
  const groups = groupBlockedByReason(report);
  if (groups.length === 0) return [];
  const rows = groups.map(([reason, checks]) => [
    escapeInline(reason),
    escapeInline(checks.map(({ id }) => id).join(', ')),
  ]);
  return [`### Blocked (${selectUnexpected(report, 'blocked').length})`, formatTable(['Because', 'Checks'], rows)];
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
  return ['### Known failures to take out of the file', formatTable(['Check', 'Why', 'Reason given'], rows)];
}

function formatNotCancelled(report: CheckReport): readonly string[] {
  const left = selectNotCancelled(report);
  if (left.length === 0) return [];
  const rows = left.map(({ appointment, slot, why }) => [
    escapeInline(appointment || 'not known'),
    escapeInline(slot),
    escapeInline(why ?? ''),
  ]);
  return [
    `### ⚠️ ${formatCount(left.length, 'appointment')} could not be cancelled`,
    formatTable(['Appointment', 'Slot', 'Why'], rows),
  ];
}

function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Text that means nothing to Markdown or HTML, on one line. GitHub also looks for names after `@`, issues after `#` and
 * addresses after `www`, in what the Markdown comes to; something that is not seen keeps them apart.
 */
function escapeInline(text: string): string {
  return shortened(visible(text), MAX_CELL_LENGTH)
    .replace(/[^\p{L}\p{N} .,;…/()'=+%-]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/&#(?:64|35);|www(?=\.)/gi, (part) => `${part}&#8203;`);
}
