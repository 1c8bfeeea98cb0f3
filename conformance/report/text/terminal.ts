import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

export type Paint = (format: Format, text: string) => string;

/** Returns a function that formats text, or one that leaves it unchanged when colors are off. */
export function createPaint(color: boolean): Paint {
  // The caller knows the stream and has decided; Node must not validate it again.
  return color ? (format, text) => styleText(format, text, { validateStream: false }) : (_format, text) => text;
}

/** The label of each verdict, all of the same width. */
export const VERDICT_LABELS = {
  pass: { label: 'ok  ', format: 'green' },
  fail: { label: 'FAIL', format: ['red', 'bold'] },
  warn: { label: 'warn', format: 'yellow' },
  blocked: { label: '--  ', format: 'dim' },
  'not-applicable': { label: 'n/a ', format: 'dim' },
  error: { label: 'ERR ', format: 'magenta' },
} as const satisfies Readonly<Record<string, { label: string; format: Format }>>;

/** A narrower terminal gets lines of this width. */
const MIN_WIDTH = 40;

/**
 * Breaks a text into lines at its spaces. A word longer than a line stays in one piece, because it may be a URL.
 * @param width in columns
 * @param prefix begins the first line; the other lines are indented by its length
 */
export function wrapText(text: string, width: number, prefix: string): readonly string[] {
  const maxLength = Math.max(width, MIN_WIDTH) - prefix.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > maxLength) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((content, index) => (index === 0 ? prefix : ' '.repeat(prefix.length)) + content);
}

/** Returns a title and its lines; nothing without lines. */
export function formatSection(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** Joins the parts of a text with an empty line between them, and leaves out empty parts. */
export function joinParts(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
