import { escapeControlCharacters } from '../../../output/terminal-text.ts';
import { createPaint, joinParts, wrapText } from '../text/terminal.ts';
import type { TextOptions } from '../text/text-report.ts';
import type { Change, ReportDiff, UnmatchedCheck } from './diff-reports.ts';

/** Formats a comparison of two reports for a terminal, the changes for the worse first. */
export function formatDiff(diff: ReportDiff, options: TextOptions = {}): string {
  const paint = createPaint(options.color ?? false);
  const width = options.width ?? 100;
  const { older, newer } = diff;
  const changes = (
    title: string,
    direction: Change['direction'],
    format: 'red' | 'green' | 'bold',
  ): readonly string[] => {
    const matching = diff.checks.filter((change) => change.direction === direction);
    return matching.length === 0
      ? []
      : [
          paint([format, 'bold'], `${title} (${matching.length})`),
          ...matching.flatMap((change) => formatChange(change, width)),
        ];
  };
  return joinParts([
    formatDifferences(diff),
    changes('Worse', 'worse', 'red'),
    changes('Better', 'better', 'green'),
    changes('Changed', 'other', 'bold'),
    formatUnmatched('New checks', diff.appeared, width),
    formatUnmatched('Removed checks', diff.disappeared, width),
    formatClauses(diff.requirements, width),
    [
      `${escapeControlCharacters(older.verdict)} -> ${escapeControlCharacters(newer.verdict)}: ${formatConclusion(diff)}`,
    ],
  ]);
}

function formatConclusion({ gotWorse, checks }: ReportDiff): string {
  if (gotWorse) return 'something got worse';
  const isKnown = checks.some(({ direction }) => direction === 'worse');
  return isKnown ? 'only known failures got worse' : 'nothing got worse';
}

function formatDifferences({ older, newer }: ReportDiff): readonly string[] {
  return [
    ...(older.target === newer.target
      ? []
      : [`The targets differ: ${escapeControlCharacters(older.target)} and ${escapeControlCharacters(newer.target)}.`]),
    ...(older.version === newer.version
      ? []
      : [
          `The reports have different versions: ${escapeControlCharacters(older.version)} and ${escapeControlCharacters(newer.version)}.`,
        ]),
  ];
}

function formatChange({ id, from, to, message }: Change, width: number): readonly string[] {
  const head = `  ${escapeControlCharacters(id)}  ${from} -> ${to}`;
  return to === 'pass' || message === ''
    ? [head]
    : [head, ...wrapText(escapeControlCharacters(message), width, '      ')];
}

function formatUnmatched(title: string, checks: readonly UnmatchedCheck[], width: number): readonly string[] {
  if (checks.length === 0) return [];
  const names = checks.map(({ id, verdict }) => `${escapeControlCharacters(id)} (${verdict})`).join(', ');
  return [`${title} (${checks.length})`, ...wrapText(names, width, '  ')];
}

function formatClauses(changes: readonly Change[], width: number): readonly string[] {
  if (changes.length === 0) return [];
  const names = changes.map(({ id, from, to }) => `${escapeControlCharacters(id)} ${from} -> ${to}`).join(', ');
  return [`Clauses (${changes.length})`, ...wrapText(names, width, '  ')];
}
