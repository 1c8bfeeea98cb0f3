/**
 * Characters that move a cursor, change colors, turn the direction of text, or are invisible: control and format characters
 * (also bidi overrides), separators of lines and paragraphs, halves of surrogate pairs, and non-characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Escapes text of another system for one line of a terminal: invisible characters become `\u{1b}`. */
export function escapeControlCharacters(text: string): string {
  return text.replace(UNSEEN, escapeCharacter);
}

/** Escapes text of several lines: keeps line breaks and tabs. */
export function escapeExceptLineBreaks(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : escapeCharacter(character)));
}

/**
 * Formats a value as JSON (RFC 8259) without invisible characters: these are escaped as `\u202e`, so every program reads the
 * same value.
 * @param indent spaces for each level; without it the JSON has one line
 */
export function formatJson(value: unknown, indent?: number): string {
  // Line breaks outside of texts are the form of the JSON; inside of texts they are escaped already.
  return JSON.stringify(value, undefined, indent).replace(UNSEEN, (character) =>
    character === '\n' ? character : escapeForJson(character),
  );
}

/** Returns the beginning of a text, without half a surrogate pair at its end. */
export function cut(text: string, max: number): string {
  return text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

/** Returns at most `max` characters of a text, and the number of the others. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = cut(text, max);
  return `${start}… (${text.length - start.length} more characters)`;
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/** Escapes each UTF-16 code unit of a character. */
function escapeForJson(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
