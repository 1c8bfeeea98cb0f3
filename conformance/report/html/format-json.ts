/** Deeper levels are not indented further: a body of brackets alone would grow with the square of its length. */
const MAX_INDENT_DEPTH = 24;

/**
 * A JSON text with line breaks and indentation, and otherwise as it was sent: numbers, order and repeated keys stay.
 * A text that is not JSON comes back as it is; one that was shortened may end anywhere.
 * @param isShortened whether its end is missing
 */
export function formatJson(text: string, isShortened: boolean): string {
  if (!/^\s*[[{]/.test(text) || !(isShortened || isJson(text))) return text;
  const out: string[] = [];
  let depth = 0;
  const breakLine = (): void => void out.push(`\n${'  '.repeat(Math.min(depth, MAX_INDENT_DEPTH))}`);
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]\s*[\]}]|[[\]{},:]|[^\s"[\]{},:]+/gs)) {
    switch (token[0]) {
      case '[':
      case '{':
        out.push(token);
        if (token.length > 1) break;
        depth++;
        breakLine();
        break;
      case ']':
      case '}':
        depth = Math.max(depth - 1, 0);
        breakLine();
        out.push(token);
        break;
      case ',':
        out.push(token);
        breakLine();
        break;
      case ':':
        out.push(': ');
        break;
      default:
        out.push(token);
    }
  }
  return out.join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
