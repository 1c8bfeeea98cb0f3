import { cut, shortened, visible } from '../../../output/terminal-text.ts';
import { formatCurl } from '../curl.ts';
import { describeOutcomes } from '../exchange.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import {
  type CheckDetails,
  createDetailsLookup,
  type FindDetails,
  groupBlockedByReason,
  selectKnown,
  selectNotCancelled,
  selectUnexpected,
} from '../select.ts';
import { explainConclusion, formatCount, formatDuration, formatHeadline } from '../words.ts';
import { createPaint, type Paint, VERDICT_LABELS, wrapText } from './terminal.ts';

/** How a terminal is written on. */
export interface TextOptions {
  /** Whether there may be colors: no when NO_COLOR is set, or when it is no terminal. */
  readonly color?: boolean;
  /** Columns; 100 unless said. */
  readonly width?: number;
}

const CONCLUSION_FORMATS = { conformant: 'green', nonconformant: 'red', incomplete: 'yellow' } as const;

/**
 * The report for a terminal: what is wrong first and in full, then what could not be looked at, then the sum of it. What
 * was left in the XIS comes last, where it is still on the screen.
 */
export function textReport(report: CheckReport, options: TextOptions = {}): string {
  const page: Page = { paint: createPaint(options.color ?? false), width: options.width ?? 100 };
  const lookup = createDetailsLookup(report);
  const parts = [
    formatChecks('Failures', selectUnexpected(report, 'fail'), lookup, page),
    formatChecks('Errors of the test kit', selectUnexpected(report, 'error'), lookup, page),
    formatChecks('Warnings', selectUnexpected(report, 'warn'), lookup, page),
    formatKnown(selectKnown(report), page),
    formatPreflight(report, page),
    formatBlocked(report, page),
    formatSummary(report, page),
    formatStale(report, page),
    formatNotCancelled(report, page),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function formatChecks(
  title: string,
  checks: readonly CheckResult[],
  lookup: FindDetails,
  page: Page,
): readonly string[] {
  if (checks.length === 0) return [];
  return [
    page.paint('bold', `${title} (${checks.length})`),
    ...checks.flatMap((check) => ['', ...formatCheck(lookup(check), page)]),
  ];
}

function formatKnown(checks: readonly CheckResult[], { paint, width }: Page): readonly string[] {
  if (checks.length === 0) return [];
  return [
    paint('bold', `Known (${checks.length})`),
    ...checks.flatMap(({ id, verdict, known = '' }) =>
      wrapText(`${visible(id)}: ${visible(known)}`, width, `  ${verdict}  `),
    ),
  ];
}

function formatPreflight({ preflight = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (preflight.length === 0) return [];
  return [
    paint('bold', 'Noted before the first check'),
    ...preflight.flatMap(({ seen, advice }) => [
      ...wrapText(visible(seen), width, '  '),
      ...wrapText(visible(advice), width, '      '),
    ]),
  ];
}

function formatBlocked(report: CheckReport, { paint, width }: Page): readonly string[] {
  const groups = groupBlockedByReason(report);
  if (groups.length === 0) return [];
  return [
    paint('bold', `Blocked (${selectUnexpected(report, 'blocked').length})`),
    ...groups.flatMap(([reason, checks]) => [
      ...wrapText(visible(reason), width, '  '),
      ...wrapText(checks.map(({ id }) => visible(id)).join(', '), width, '      ').map((line) => paint('dim', line)),
    ]),
  ];
}

function formatSummary(report: CheckReport, { paint, width }: Page): readonly string[] {
  const { verdict, counts, target } = report;
  const numbers = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const format = CONCLUSION_FORMATS[verdict];
  return [
    `${paint([format, 'bold'], formatHeadline(report))}  ${visible(target.baseUrl)}, organization ${visible(target.organization)}`,
    ...wrapText(explainConclusion(report), width, ''),
    `${formatCount(report.checks.length, 'check')} in ${formatDuration(report.durationMs)}: ${numbers.join(', ') || 'none'}`,
  ];
}

function formatStale({ staleKnownFailures = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (staleKnownFailures.length === 0) return [];
  return [
    paint(['red', 'bold'], 'The file of known failures is no longer true:'),
    ...staleKnownFailures.flatMap(({ check, why }) => wrapText(`${visible(check)}: ${visible(why)}`, width, '  ')),
  ];
}

function formatNotCancelled(report: CheckReport, { paint, width }: Page): readonly string[] {
  const left = selectNotCancelled(report);
  if (left.length === 0) return [];
  return [
    paint(
      ['red', 'bold', 'inverse'],
      ` ${formatCount(left.length, 'appointment')} COULD NOT BE CANCELLED and may still be in the XIS: `,
    ),
    ...left.flatMap(({ appointment, slot, why }) =>
      wrapText(visible(`${appointment || 'id not known'}  ${slot}${why === undefined ? '' : `: ${why}`}`), width, '  '),
    ),
  ];
}

export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

/** Longer texts push the rest off the screen; the other reports have all of it. */
const MAX_TEXT_LENGTH = 600;
/** A request with a longer body is in the other reports only. */
const MAX_CURL_LENGTH = 4000;

/** A check that is not kept, in full: clauses, expected against seen, where, and the request to repeat. */
export function formatCheck(
  { check, clauses, exchanges, request }: CheckDetails,
  { paint, width }: Page,
): readonly string[] {
  const { label, format } = VERDICT_LABELS[check.verdict];
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : wrapText(shortened(visible(text), MAX_TEXT_LENGTH), width, `     ${name.padEnd(9)}`);
  return [
    `${paint(format, label)} ${paint('bold', visible(check.title))} ${paint('dim', visible(check.id))}`,
    ...clauses.flatMap(({ id, level, text }) =>
      wrapText(visible(text), width, `     ${visible(id)} (${level}) `).map((line) => paint('dim', line)),
    ),
    ...wrapText(shortened(visible(check.message), MAX_TEXT_LENGTH), width, '     '),
    ...field('expected', check.expected),
    ...field('seen', check.actual),
    ...describeOutcomes(exchanges).flatMap((outcome) => field('told', outcome)),
    ...field('at', check.path),
    ...field('evidence', formatEvidence(exchanges.map(({ id }) => id))),
    ...(request === undefined ? [] : formatRepeat(formatCurl(request))),
  ];
}

function formatEvidence(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  return ids.length <= 8 ? ids.join(', ') : `${ids.slice(0, 8).join(', ')} and ${ids.length - 8} more`;
}

/** Lines that can be copied and pasted as they are, indentation included. */
function formatRepeat(command: string): readonly string[] {
  if (command.length > MAX_CURL_LENGTH)
    return [`     repeat   ${formatCount(command.length, 'character')}; see --html or --json`];
  return ['', ...command.split('\n').map((line) => `       ${line}`)];
}

/** Tells how a check ended, when it did: `ok   12/70  slot-search/status-filter  47 looked at`. */
export function progressLine(check: CheckResult, index: number, total: number, options: TextOptions = {}): string {
  const paint = createPaint(options.color ?? false);
  const { label, format } = VERDICT_LABELS[check.verdict];
  const place = `${String(index + 1).padStart(String(total).length)}/${total}`;
  const found = check.verdict === 'pass' ? `${check.subjects} looked at` : visible(check.message);
  const start = `${label} ${place}  ${visible(check.id)}  `;
  const room = Math.max((options.width ?? 100) - start.length, 20);
  const known = check.known === undefined ? '' : ' (known)';
  const text = found.length > room ? `${cut(found, room - 1)}…` : found;
  return `${paint(format, label)}${start.slice(label.length)}${paint('dim', text)}${known}`;
}
