import { escapeControlCharacters } from '../../../output/terminal-text.ts';
import { createPaint, formatSection, joinParts, wrapText } from '../text/terminal.ts';
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
    return formatSection(
      paint([format, 'bold'], `${title} (${matching.length})`),
      matching.flatMap((change) => formatChange(change, width)),
    );
  };
  const names = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0
      ? []
      : [`${title} (${items.length})`, ...wrapText(escapeControlCharacters(items.join(', ')), width, '  ')];
  return joinParts([
    formatDifferences(diff),
    changes('Worse', 'worse', 'red'),
    changes('Better', 'better', 'green'),
    changes('Changed', 'other', 'bold'),
    names('New checks', diff.appeared.map(formatUnmatched)),
    names('Removed checks', diff.disappeared.map(formatUnmatched)),
    names(
      'Clauses',
      diff.requirements.map(({ id, from, to }) => `${id} ${from} -> ${to}`),
    ),
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

function formatUnmatched({ id, verdict }: UnmatchedCheck): string {
  return `${id} (${verdict})`;
}
