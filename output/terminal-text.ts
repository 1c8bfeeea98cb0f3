/**
 * What moves a cursor, changes colors, turns the direction of text, or is not to be seen: control and format characters
 * (bidi overrides are among them), separators of lines and paragraphs, halves of surrogate pairs, and what is no character.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Text of the other side on one line, in which everything can be seen: what cannot is written as `\u{1b}`. */
export function escapeControlCharacters(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same for text of several lines; line breaks and tabs stay. */
export function escapeExceptLineBreaks(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** The beginning of a text, which does not end in the middle of a surrogate pair. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** At most so many characters of a text, and how many were left out. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = cut(text, most);
  return `${start}… (${text.length - start.length} more characters)`;
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
