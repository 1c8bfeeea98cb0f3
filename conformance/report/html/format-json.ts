import { parseJson } from '../../read/json.ts';

/** Limits the indentation: a body of brackets would otherwise grow with the square of its length. */
const MAX_INDENT_DEPTH = 24;

/**
 * Adds line breaks and indentation to a JSON text. Numbers, key order and repeated keys stay as they are.
 * Returns any other text unchanged.
 * @param isShortened whether the end of the text is missing
 */
export function formatJson(text: string, isShortened: boolean): string {
  if (!/^\s*[[{]/.test(text) || !(isShortened || parseJson(text) !== undefined)) return text;
  const output: string[] = [];
  let depth = 0;
  const breakLine = (): void => void output.push(`\n${'  '.repeat(Math.min(depth, MAX_INDENT_DEPTH))}`);
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]\s*[\]}]|[[\]{},:]|[^\s"[\]{},:]+/gs)) {
    switch (token[0]) {
      case '[':
      case '{':
        output.push(token);
        if (token.length > 1) break;
        depth++;
        breakLine();
        break;
      case ']':
      case '}':
        depth = Math.max(depth - 1, 0);
        breakLine();
        output.push(token);
        break;
      case ',':
        output.push(token);
        breakLine();
        break;
      case ':':
        output.push(': ');
        break;
      default:
        output.push(token);
    }
  }
  return output.join('');
}
