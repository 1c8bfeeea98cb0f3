/** The narrowest that lines are broken for. */
const NARROWEST = 40;

/**
 * Breaks a text into lines at its spaces. A word that is longer than a line stays in one piece: it may be an address.
 * @param width of the terminal, in columns
 * @param first what the first line begins with; the others are indented as far
 */
export function wrapped(text: string, width: number, first: string): readonly string[] {
  const most = Math.max(width, NARROWEST) - first.length;
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
