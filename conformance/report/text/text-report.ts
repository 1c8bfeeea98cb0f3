import { cut, escapeControlCharacters, shorten } from '../../../output/terminal-text.ts';
import { formatCurl } from '../curl.ts';
import { describeOutcomes } from '../exchange.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import {
  type CheckDetails,
  createDetailsLookup,
  groupBlockedByReason,
  selectKnown,
  selectNotCancelled,
  selectSections,
  selectUnexpected,
} from '../select.ts';
import {
  describeMusts,
  describeWaits,
  explainConclusion,
  formatCount,
  formatDuration,
  formatHeadline,
  listForms,
} from '../words.ts';
import { createPaint, formatSection, joinParts, type Paint, VERDICT_LABELS, wrapText } from './terminal.ts';

/** The properties of the terminal. */
export interface TextOptions {
  /** Whether to use colors. Set it to false when NO_COLOR is set or the output is not a terminal. */
  readonly color?: boolean;
  /** Columns; default 100. */
  readonly width?: number;
}

interface Page {
  readonly paint: Paint;
  /** Breaks a text of the report into lines; the first one begins with the prefix. */
  readonly wrap: (text: string, prefix: string) => readonly string[];
}

/** Longer texts push the rest off the screen; the other reports have all of them. */
const MAX_TEXT_LENGTH = 600;
/** Only the other reports have a longer request. */
const MAX_CURL_LENGTH = 4000;
const MAX_EVIDENCE = 8;

const CONCLUSION_FORMATS = { conformant: 'green', nonconformant: 'red', incomplete: 'yellow' } as const;

/**
 * Formats a report for a terminal: failures first and in full, then blocked checks, then the summary. Appointments that
 * could not be cancelled come last, so that they stay on the screen.
 */
export function formatTextReport(report: CheckReport, { color = false, width = 100 }: TextOptions = {}): string {
  const paint = createPaint(color);
  const page: Page = { paint, wrap: (text, prefix) => wrapText(escapeControlCharacters(text), width, prefix) };
  const findDetails = createDetailsLookup(report);
  return joinParts([
    ...selectSections(report).map(({ title, checks }) =>
      formatSection(
        paint('bold', `${title} (${checks.length})`),
        checks.flatMap((check) => ['', ...formatCheck(findDetails(check), page)]),
      ),
    ),
    formatKnown(selectKnown(report), page),
    formatPreflight(report, page),
    formatBlocked(report, page),
    formatSummary(report, page),
    formatStale(report, page),
    formatNotCancelled(report, page),
  ]);
}

/** Formats the result of one check on one line: `ok   12/70  slot-search/status  47 examined`. */
export function formatProgress(check: CheckResult, index: number, total: number, options: TextOptions = {}): string {
  const paint = createPaint(options.color ?? false);
  const { label, format } = VERDICT_LABELS[check.verdict];
  const place = `${String(index + 1).padStart(String(total).length)}/${total}`;
  const result = check.verdict === 'pass' ? `${check.subjects} examined` : escapeControlCharacters(check.message);
  const start = `${label} ${place}  ${escapeControlCharacters(check.id)}  `;
  const room = Math.max((options.width ?? 100) - start.length, 20);
  const known = check.known === undefined ? '' : ' (known)';
  const text = result.length > room ? `${cut(result, room - 1)}…` : result;
  return `${paint(format, label)}${start.slice(label.length)}${paint('dim', text)}${known}`;
}

/** Formats a check in full: clauses, what was expected and what it got, the place, and the request to repeat. */
function formatCheck({ check, clauses, exchanges, request }: CheckDetails, { paint, wrap }: Page): readonly string[] {
  const { label, format } = VERDICT_LABELS[check.verdict];
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : wrap(shorten(escapeControlCharacters(text), MAX_TEXT_LENGTH), `     ${name.padEnd(9)}`);
  return [
    `${paint(format, label)} ${paint('bold', escapeControlCharacters(check.title))} ${paint('dim', escapeControlCharacters(check.id))}`,
    ...clauses.flatMap(({ id, level, text }) =>
      wrap(text, `     ${escapeControlCharacters(id)} (${level}) `).map((line) => paint('dim', line)),
    ),
    ...wrap(shorten(escapeControlCharacters(check.message), MAX_TEXT_LENGTH), '     '),
    ...field('expected', check.expected),
    ...field('got', check.actual),
    ...describeOutcomes(exchanges).flatMap((outcome) => field('outcome', outcome)),
    ...field('at', check.path),
    ...field('evidence', formatEvidence(exchanges.map(({ id }) => id))),
    ...(request === undefined ? [] : formatRequest(formatCurl(request))),
  ];
}

function formatEvidence(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  const remaining = ids.length - MAX_EVIDENCE;
  const shown = ids.slice(0, MAX_EVIDENCE).join(', ');
  return remaining > 0 ? `${shown} and ${remaining} more` : shown;
}

/** Formats a command so that its lines can be copied with their indentation. */
function formatRequest(command: string): readonly string[] {
  if (command.length > MAX_CURL_LENGTH)
    return [`     request  ${formatCount(command.length, 'character')}; see the HTML or JSON report`];
  return ['', ...command.split('\n').map((line) => `       ${line}`)];
}

function formatKnown(checks: readonly CheckResult[], { paint, wrap }: Page): readonly string[] {
  return formatSection(
    paint('bold', `Known (${checks.length})`),
    checks.flatMap(({ id, verdict, known = '' }) => wrap(`${id}: ${known}`, `  ${verdict}  `)),
  );
}

function formatPreflight({ preflight = [] }: CheckReport, { paint, wrap }: Page): readonly string[] {
  const lines = preflight.flatMap(({ seen, advice }) => [...wrap(seen, '  '), ...wrap(advice, '      ')]);
  return formatSection(paint('bold', 'Preflight notes'), lines);
}

function formatBlocked(report: CheckReport, { paint, wrap }: Page): readonly string[] {
  return formatSection(
    paint('bold', `Blocked (${selectUnexpected(report, 'blocked').length})`),
    groupBlockedByReason(report).flatMap(([reason, checks]) => [
      ...wrap(reason, '  '),
      ...wrap(checks.map(({ id }) => id).join(', '), '      ').map((line) => paint('dim', line)),
    ]),
  );
}

function formatSummary(report: CheckReport, { paint, wrap }: Page): readonly string[] {
  const { verdict, counts, target } = report;
  const numbers = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const format = CONCLUSION_FORMATS[verdict];
  return [
    `${paint([format, 'bold'], formatHeadline(report))}  ${escapeControlCharacters(target.baseUrl)}, organization ${escapeControlCharacters(target.organization)}`,
    ...wrap(explainConclusion(report), ''),
    ...wrap(describeMusts(report), ''),
    ...wrap(
      listForms(report)
        .map(([name, form]) => `${name} ${form}`)
        .join('; '),
      'Understood: ',
    ),
    `${formatCount(report.checks.length, 'check')} in ${formatDuration(report.durationMs)}: ${numbers.join(', ') || 'none'}`,
    ...wrap(describeWaits(report), ''),
  ];
}

function formatStale({ staleKnownFailures = [] }: CheckReport, { paint, wrap }: Page): readonly string[] {
  return formatSection(
    paint(['red', 'bold'], 'The file of known failures is out of date:'),
    staleKnownFailures.flatMap(({ check, why }) => wrap(`${check}: ${why}`, '  ')),
  );
}

function formatNotCancelled(report: CheckReport, { paint, wrap }: Page): readonly string[] {
  const bookings = selectNotCancelled(report);
  const count = formatCount(bookings.length, 'appointment');
  return formatSection(
    paint(['red', 'bold', 'inverse'], ` ${count} COULD NOT BE CANCELLED and may still be in the XIS: `),
    bookings.flatMap(({ appointment, slot, why }) =>
      wrap(`${appointment || 'unknown id'}  ${slot}${why === undefined ? '' : `: ${why}`}`, '  '),
    ),
  );
}
