import { cut, shortened, visible } from '../../../output/terminal-text.ts';
import { curlOf } from '../curl.ts';
import { outcomesOf } from '../exchange.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { blockedByReason, type Finding, findings, knownOnes, type Lookup, leftBehind, withVerdict } from '../select.ts';
import { conclusionSentence, counted, duration, headline } from '../words.ts';
import { type Paint, painter, VERDICT_LABELS, wrapped } from './terminal.ts';

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
  const page: Page = { paint: painter(options.color ?? false), width: options.width ?? 100 };
  const lookup = findings(report);
  const parts = [
    full('Failures', withVerdict(report, 'fail'), lookup, page),
    full('Errors of the test kit', withVerdict(report, 'error'), lookup, page),
    full('Warnings', withVerdict(report, 'warn'), lookup, page),
    knownPart(knownOnes(report), page),
    preflightPart(report, page),
    blockedPart(report, page),
    summary(report, page),
    stalePart(report, page),
    leftBehindPart(report, page),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function full(title: string, checks: readonly CheckResult[], lookup: Lookup, page: Page): readonly string[] {
  if (checks.length === 0) return [];
  return [
    page.paint('bold', `${title} (${checks.length})`),
    ...checks.flatMap((check) => ['', ...findingLines(lookup(check), page)]),
  ];
}

function knownPart(checks: readonly CheckResult[], { paint, width }: Page): readonly string[] {
  if (checks.length === 0) return [];
  return [
    paint('bold', `Known (${checks.length})`),
    ...checks.flatMap(({ id, verdict, known = '' }) =>
      wrapped(`${visible(id)}: ${visible(known)}`, width, `  ${verdict}  `),
    ),
  ];
}

function preflightPart({ preflight = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (preflight.length === 0) return [];
  return [
    paint('bold', 'Noted before the first check'),
    ...preflight.flatMap(({ seen, advice }) => [
      ...wrapped(visible(seen), width, '  '),
      ...wrapped(visible(advice), width, '      '),
    ]),
  ];
}

function blockedPart(report: CheckReport, { paint, width }: Page): readonly string[] {
  const groups = blockedByReason(report);
  if (groups.length === 0) return [];
  return [
    paint('bold', `Blocked (${withVerdict(report, 'blocked').length})`),
    ...groups.flatMap(([reason, checks]) => [
      ...wrapped(visible(reason), width, '  '),
      ...wrapped(checks.map(({ id }) => visible(id)).join(', '), width, '      ').map((line) => paint('dim', line)),
    ]),
  ];
}

function summary(report: CheckReport, { paint, width }: Page): readonly string[] {
  const { verdict, counts, target } = report;
  const numbers = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const format = CONCLUSION_FORMATS[verdict];
  return [
    `${paint([format, 'bold'], headline(report))}  ${visible(target.baseUrl)}, organization ${visible(target.organization)}`,
    ...wrapped(conclusionSentence(report), width, ''),
    `${counted(report.checks.length, 'check')} in ${duration(report.durationMs)}: ${numbers.join(', ') || 'none'}`,
  ];
}

function stalePart({ staleKnownFailures = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (staleKnownFailures.length === 0) return [];
  return [
    paint(['red', 'bold'], 'The file of known failures is no longer true:'),
    ...staleKnownFailures.flatMap(({ check, why }) => wrapped(`${visible(check)}: ${visible(why)}`, width, '  ')),
  ];
}

function leftBehindPart(report: CheckReport, { paint, width }: Page): readonly string[] {
  const left = leftBehind(report);
  if (left.length === 0) return [];
  return [
    paint(
      ['red', 'bold', 'inverse'],
      ` ${counted(left.length, 'appointment')} COULD NOT BE CANCELLED and may still be in the XIS: `,
    ),
    ...left.flatMap(({ appointment, slot, why }) =>
      wrapped(visible(`${appointment || 'id not known'}  ${slot}${why === undefined ? '' : `: ${why}`}`), width, '  '),
    ),
  ];
}

export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

/** Longer texts push the rest off the screen; the other reports have all of it. */
const LONGEST = 600;
/** A request with a longer body is in the other reports only. */
const LONGEST_CURL = 4000;

/** A check that is not kept, in full: clauses, expected against seen, where, and the request to repeat. */
export function findingLines(
  { check, clauses, exchanges, request }: Finding,
  { paint, width }: Page,
): readonly string[] {
  const { label, format } = VERDICT_LABELS[check.verdict];
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : wrapped(shortened(visible(text), LONGEST), width, `     ${name.padEnd(9)}`);
  return [
    `${paint(format, label)} ${paint('bold', visible(check.title))} ${paint('dim', visible(check.id))}`,
    ...clauses.flatMap(({ id, level, text }) =>
      wrapped(visible(text), width, `     ${visible(id)} (${level}) `).map((line) => paint('dim', line)),
    ),
    ...wrapped(shortened(visible(check.message), LONGEST), width, '     '),
    ...field('expected', check.expected),
    ...field('seen', check.actual),
    ...outcomesOf(exchanges).flatMap((outcome) => field('told', outcome)),
    ...field('at', check.path),
    ...field('evidence', evidence(exchanges.map(({ id }) => id))),
    ...(request === undefined ? [] : repeatLines(curlOf(request))),
  ];
}

function evidence(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  return ids.length <= 8 ? ids.join(', ') : `${ids.slice(0, 8).join(', ')} and ${ids.length - 8} more`;
}

/** Lines that can be copied and pasted as they are, indentation included. */
function repeatLines(command: string): readonly string[] {
  if (command.length > LONGEST_CURL)
    return [`     repeat   ${counted(command.length, 'character')}; see --html or --json`];
  return ['', ...command.split('\n').map((line) => `       ${line}`)];
}

/** Tells how a check ended, when it did: `ok   12/70  slot-search/status-filter  47 looked at`. */
export function progressLine(check: CheckResult, index: number, total: number, options: TextOptions = {}): string {
  const paint = painter(options.color ?? false);
  const { label, format } = VERDICT_LABELS[check.verdict];
  const place = `${String(index + 1).padStart(String(total).length)}/${total}`;
  const found = check.verdict === 'pass' ? `${check.subjects} looked at` : visible(check.message);
  const start = `${label} ${place}  ${visible(check.id)}  `;
  const room = Math.max((options.width ?? 100) - start.length, 20);
  const known = check.known === undefined ? '' : ' (known)';
  const text = found.length > room ? `${cut(found, room - 1)}…` : found;
  return `${paint(format, label)}${start.slice(label.length)}${paint('dim', text)}${known}`;
}
