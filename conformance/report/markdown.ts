import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { VERDICTS } from '../verdict.ts';
import { blockedByReason, findings, knownOnes, type Lookup, leftBehind, withVerdict } from './finding.ts';
import type { CheckReport, CheckResult } from './report.ts';
import { conclusionSentence, counted, duration, headline } from './words.ts';

/** Longer texts make a cell that nobody reads; the other reports have all of it. */
const LONGEST_CELL = 300;

/** GitHub takes at most 1 MiB of a summary; more rows are in the other reports. */
const MOST_ROWS = 100;

const MARKS: Readonly<Record<CheckReport['verdict'], string>> = {
  conformant: '✅',
  nonconformant: '❌',
  incomplete: '⚠️',
};

/** The report as Markdown for the summary of a CI job. */
export function markdownReport(report: CheckReport): string {
  const lookup = findings(report);
  const { tool, target, verdict, counts } = report;
  const parts = [
    `## ${MARKS[verdict]} ${headline(report)}: ${inline(target.baseUrl)}`,
    `${conclusionSentence(report)} Organization ${inline(target.organization)}, ${counted(report.checks.length, 'check')} in ${duration(report.durationMs)}, ${inline(`${tool.name} ${tool.version}`)}.`,
    table(VERDICTS, [VERDICTS.map((name) => String(counts[name]))]),
    ...leftBehindPart(report),
    ...stalePart(report),
    ...findingsPart('Failures', withVerdict(report, 'fail'), lookup),
    ...findingsPart('Errors of the test kit', withVerdict(report, 'error'), lookup),
    ...findingsPart('Warnings', withVerdict(report, 'warn'), lookup),
    ...knownPart(knownOnes(report)),
    ...preflightPart(report),
    ...blockedPart(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function findingsPart(title: string, checks: readonly CheckResult[], lookup: Lookup): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.slice(0, MOST_ROWS).map((check) => {
    const { clauses } = lookup(check);
    const told = clauses.map(({ id, text }) => `**${inline(id)}** ${inline(text)}`).join('<br>');
    const where = check.path === undefined ? '' : `<br>at ${inline(check.path)}`;
    return [
      `${inline(check.title)}<br>${inline(check.id)}`,
      told || inline(check.requirements.join(', ')),
      inline(check.expected ?? ''),
      `${inline(check.actual ?? check.message)}${where}`,
    ];
  });
  const more = checks.length - rows.length;
  return [
    `### ${title} (${checks.length})`,
    table(['Check', 'Clause', 'Expected', 'Seen'], rows),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ];
}

function preflightPart({ preflight = [] }: CheckReport): readonly string[] {
  if (preflight.length === 0) return [];
  const rows = preflight.map(({ seen, advice }) => [inline(seen), inline(advice)]);
  return ['### Noted before the first check', table(['Seen', 'What to do'], rows)];
}

function blockedPart(report: CheckReport): readonly string[] {
  const groups = blockedByReason(report);
  if (groups.length === 0) return [];
  const rows = groups.map(([reason, checks]) => [inline(reason), inline(checks.map(({ id }) => id).join(', '))]);
  return [`### Blocked (${withVerdict(report, 'blocked').length})`, table(['Because', 'Checks'], rows)];
}

function knownPart(checks: readonly CheckResult[]): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map((check) => [inline(check.id), check.verdict, inline(check.known ?? '')]);
  return [`### Known (${checks.length})`, table(['Check', 'Verdict', 'Reason'], rows)];
}

function stalePart({ staleKnownFailures = [] }: CheckReport): readonly string[] {
  if (staleKnownFailures.length === 0) return [];
  const rows = staleKnownFailures.map(({ check, why, reason }) => [inline(check), inline(why), inline(reason)]);
  return ['### Known failures to take out of the file', table(['Check', 'Why', 'Reason given'], rows)];
}

function leftBehindPart(report: CheckReport): readonly string[] {
  const left = leftBehind(report);
  if (left.length === 0) return [];
  const rows = left.map(({ appointment, slot, why }) => [
    inline(appointment || 'not known'),
    inline(slot),
    inline(why ?? ''),
  ]);
  return [
    `### ⚠️ ${counted(left.length, 'appointment')} could not be cancelled`,
    table(['Appointment', 'Slot', 'Why'], rows),
  ];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Text that means nothing to Markdown or HTML, on one line. GitHub also looks for names after `@`, issues after `#` and
 * addresses after `www`, in what the Markdown comes to; something that is not seen keeps them apart.
 */
function inline(text: string): string {
  return shorten(escapeControlCharacters(text), LONGEST_CELL)
    .replace(/[^\p{L}\p{N} .,;…/()'=+%-]/gu, (character) => `&#${character.codePointAt(0)};`)
    .replace(/&#(?:64|35);|www(?=\.)/gi, (part) => `${part}&#8203;`);
}
