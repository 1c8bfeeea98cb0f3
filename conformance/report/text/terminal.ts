import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Makes text stand out on a terminal. */
export type Paint = (format: Format, text: string) => string;

/** Paints, or leaves texts alone where colors are not wanted. */
export function createPaint(color: boolean): Paint {
  // Whether there are colors was decided by whoever knows the stream; Node is not to look by itself.
  return color ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
}

/** How a verdict is written on a terminal, as wide as the widest that is common. */
export const VERDICT_LABELS = {
  pass: { label: 'ok  ', format: 'green' },
  fail: { label: 'FAIL', format: ['red', 'bold'] },
  warn: { label: 'warn', format: 'yellow' },
  blocked: { label: '--  ', format: 'dim' },
  'not-applicable': { label: 'n/a ', format: 'dim' },
  error: { label: 'ERR ', format: 'magenta' },
} as const satisfies Readonly<Record<string, { label: string; format: Format }>>;

/** The narrowest that lines are broken for. */
const MIN_WIDTH = 40;

/**
 * Breaks a text into lines at its spaces. A word that is longer than a line stays in one piece: it may be an address.
 * @param width of the terminal, in columns
 * @param first what the first line begins with; the others are indented as far
 */
export function wrapText(text: string, width: number, first: string): readonly string[] {
  const most = Math.max(width, MIN_WIDTH) - first.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((content, index) => (index === 0 ? first : ' '.repeat(first.length)) + content);
}
