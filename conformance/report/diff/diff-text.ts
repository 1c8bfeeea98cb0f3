import { escapeControlCharacters } from '../../../output/terminal-text.ts';
import { painter } from '../text/style.ts';
import type { TextOptions } from '../text/text-report.ts';
import { wrapped } from '../text/wrap.ts';
import type { Change, Lone, ReportDiff } from './diff-reports.ts';

/** What has changed between two reports, for a terminal: what got worse first. */
export function diffText(diff: ReportDiff, options: TextOptions = {}): string {
  const paint = painter(options.color ?? false);
  const width = options.width ?? 100;
  const { older, newer } = diff;
  const changes = (
    title: string,
    direction: Change['direction'],
    format: 'red' | 'green' | 'bold',
  ): readonly string[] => {
    const some = diff.checks.filter((change) => change.direction === direction);
    return some.length === 0
      ? []
      : [paint([format, 'bold'], `${title} (${some.length})`), ...some.flatMap((change) => changeLines(change, width))];
  };
  const parts = [
    headLines(diff),
    changes('Worse', 'worse', 'red'),
    changes('Better', 'better', 'green'),
    changes('Changed', 'other', 'bold'),
    loneLines('New checks', diff.appeared, width),
    loneLines('Checks that are gone', diff.disappeared, width),
    requirementLines(diff.requirements, width),
    [`${escapeControlCharacters(older.verdict)} -> ${escapeControlCharacters(newer.verdict)}: ${conclusion(diff)}`],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function conclusion({ gotWorse, checks }: ReportDiff): string {
  if (gotWorse) return 'something got worse';
  const isKnown = checks.some(({ direction }) => direction === 'worse');
  return isKnown ? 'nothing got worse but what is known' : 'nothing got worse';
}

function headLines({ older, newer }: ReportDiff): readonly string[] {
  return [
    ...(older.target === newer.target
      ? []
      : [`The targets differ: ${escapeControlCharacters(older.target)} and ${escapeControlCharacters(newer.target)}.`]),
    ...(older.version === newer.version
      ? []
      : [
          `The reports are of different versions: ${escapeControlCharacters(older.version)} and ${escapeControlCharacters(newer.version)}.`,
        ]),
  ];
}

function changeLines({ id, from, to, message }: Change, width: number): readonly string[] {
  const head = `  ${escapeControlCharacters(id)}  ${from} -> ${to}`;
  return to === 'pass' || message === ''
    ? [head]
    : [head, ...wrapped(escapeControlCharacters(message), width, '      ')];
}

function loneLines(title: string, checks: readonly Lone[], width: number): readonly string[] {
  if (checks.length === 0) return [];
  const names = checks.map(({ id, verdict }) => `${escapeControlCharacters(id)} (${verdict})`).join(', ');
  return [`${title} (${checks.length})`, ...wrapped(names, width, '  ')];
}

function requirementLines(changes: readonly Change[], width: number): readonly string[] {
  if (changes.length === 0) return [];
  const names = changes.map(({ id, from, to }) => `${escapeControlCharacters(id)} ${from} -> ${to}`).join(', ');
  return [`Clauses (${changes.length})`, ...wrapped(names, width, '  ')];
}
