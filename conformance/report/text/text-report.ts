import { escapeControlCharacters } from '../../../output/terminal-text.ts';
import { blockedByReason, findings, knownOnes, type Lookup, leftBehind, withVerdict } from '../finding.ts';
import type { CheckReport, CheckResult } from '../report.ts';
import { conclusionSentence, counted, duration, headline } from '../words.ts';
import { findingLines, type Page } from './finding-lines.ts';
import { painter } from './style.ts';
import { wrapped } from './wrap.ts';

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
      wrapped(`${escapeControlCharacters(id)}: ${escapeControlCharacters(known)}`, width, `  ${verdict}  `),
    ),
  ];
}

function preflightPart({ preflight = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (preflight.length === 0) return [];
  return [
    paint('bold', 'Noted before the first check'),
    ...preflight.flatMap(({ seen, advice }) => [
      ...wrapped(escapeControlCharacters(seen), width, '  '),
      ...wrapped(escapeControlCharacters(advice), width, '      '),
    ]),
  ];
}

function blockedPart(report: CheckReport, { paint, width }: Page): readonly string[] {
  const groups = blockedByReason(report);
  if (groups.length === 0) return [];
  return [
    paint('bold', `Blocked (${withVerdict(report, 'blocked').length})`),
    ...groups.flatMap(([reason, checks]) => [
      ...wrapped(escapeControlCharacters(reason), width, '  '),
      ...wrapped(checks.map(({ id }) => escapeControlCharacters(id)).join(', '), width, '      ').map((line) =>
        paint('dim', line),
      ),
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
    `${paint([format, 'bold'], headline(report))}  ${escapeControlCharacters(target.baseUrl)}, organization ${escapeControlCharacters(target.organization)}`,
    ...wrapped(conclusionSentence(report), width, ''),
    `${counted(report.checks.length, 'check')} in ${duration(report.durationMs)}: ${numbers.join(', ') || 'none'}`,
  ];
}

function stalePart({ staleKnownFailures = [] }: CheckReport, { paint, width }: Page): readonly string[] {
  if (staleKnownFailures.length === 0) return [];
  return [
    paint(['red', 'bold'], 'The file of known failures is no longer true:'),
    ...staleKnownFailures.flatMap(({ check, why }) =>
      wrapped(`${escapeControlCharacters(check)}: ${escapeControlCharacters(why)}`, width, '  '),
    ),
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
      wrapped(
        escapeControlCharacters(`${appointment || 'id not known'}  ${slot}${why === undefined ? '' : `: ${why}`}`),
        width,
        '  ',
      ),
    ),
  ];
}
