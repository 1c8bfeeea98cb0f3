import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { VERDICTS } from '../verdict.ts';
import type { CheckReport } from './report.ts';
import {
  type CheckDetails,
  createDetailsLookup,
  groupBlockedByReason,
  selectKnown,
  selectNotCancelled,
  selectSections,
  selectUnexpected,
} from './select.ts';
import { describeMusts, explainConclusion, formatCount, formatDuration, formatHeadline, listForms } from './words.ts';

/** Longer texts make a table hard to read; the other reports have all of them. */
const MAX_CELL_LENGTH = 300;

/** The sentence about the musts names options with patterns of the user. */
const MAX_SENTENCE_LENGTH = 2000;

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
  const { tool, target, verdict, counts, preflight = [], staleKnownFailures = [] } = report;
  const notCancelled = selectNotCancelled(report);
  const known = selectKnown(report);
  const parts = [
    `## ${MARKS[verdict]} ${formatHeadline(report)}: ${escapeInline(target.baseUrl)}`,
    `${explainConclusion(report)} ${escapeInline(describeMusts(report), MAX_SENTENCE_LENGTH)} Organization ${escapeInline(target.organization)}, ${formatCount(report.checks.length, 'check')} in ${formatDuration(report.durationMs)}, ${escapeInline(`${tool.name} ${tool.version}`)}.`,
    formatTable(VERDICTS, [VERDICTS.map((name) => String(counts[name]))]),
    ...formatSection(
      'Forms that the XIS understood',
      ['What', 'Form'],
      listForms(report).map((row) => row.map((cell) => escapeInline(cell))),
    ),
    ...formatSection(
      `⚠️ ${formatCount(notCancelled.length, 'appointment')} could not be cancelled`,
      ['Appointment', 'Slot', 'Reason'],
      notCancelled.map(({ appointment, slot, why = '' }) =>
        [appointment || 'unknown', slot, why].map((cell) => escapeInline(cell)),
      ),
    ),
    ...formatSection(
      'Outdated known failures',
      ['Check', 'Problem', 'Reason in the file'],
      staleKnownFailures.map(({ check, why, reason }) => [check, why, reason].map((cell) => escapeInline(cell))),
    ),
    ...selectSections(report).flatMap(({ title, checks }) => [
      ...formatSection(
        `${title} (${checks.length})`,
        ['Check', 'Clause', 'Expected', 'Got'],
        checks.slice(0, MAX_ROWS).map((check) => formatCheck(findDetails(check))),
      ),
      ...(checks.length > MAX_ROWS ? [`And ${checks.length - MAX_ROWS} more.`] : []),
    ]),
    ...formatSection(
      `Known (${known.length})`,
      ['Check', 'Verdict', 'Reason'],
      known.map((check) => [check.id, check.verdict, check.known ?? ''].map((cell) => escapeInline(cell))),
    ),
    ...formatSection(
      'Preflight notes',
      ['Note', 'Advice'],
      preflight.map(({ seen, advice }) => [seen, advice].map((cell) => escapeInline(cell))),
    ),
    ...formatSection(
      `Blocked (${selectUnexpected(report, 'blocked').length})`,
      ['Reason', 'Checks'],
      groupBlockedByReason(report).map(([reason, checks]) =>
        [reason, checks.map(({ id }) => id).join(', ')].map((cell) => escapeInline(cell)),
      ),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function formatCheck({ check, clauses }: CheckDetails): readonly string[] {
  const clauseTexts = clauses.map(({ id, text }) => `**${escapeInline(id)}** ${escapeInline(text)}`).join('<br>');
  const place = check.path === undefined ? '' : `<br>at ${escapeInline(check.path)}`;
  return [
    `${escapeInline(check.title)}<br>${escapeInline(check.id)}`,
    clauseTexts || escapeInline(check.requirements.join(', ')),
    escapeInline(check.expected ?? ''),
    `${escapeInline(check.actual ?? check.message)}${place}`,
  ];
}

/** Formats a heading and a table; nothing without rows. */
function formatSection(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [`### ${title}`, formatTable(columns, rows)];
}

function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Escapes text for Markdown and HTML, on one line. GitHub also links `@` names, `#` issues and `www` addresses in the
 * rendered Markdown; a zero-width space prevents that.
 */
function escapeInline(text: string, maxLength = MAX_CELL_LENGTH): string {
  return shorten(escapeControlCharacters(text), maxLength)
    .replace(/[^\p{L}\p{N} .,;…/()'=+%-]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/&#(?:64|35);|www(?=\.)/gi, (part) => `${part}&#8203;`);
}
