/** The levels of nesting that a JSON text may have; a resource has about ten. */
export const MAX_NESTING = 100;

/**
 * Returns whether a JSON text has more than `MAX_NESTING` levels. A value of a million levels costs a multiple of the
 * memory of its text, and ends most functions that walk through it.
 */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text[index]) {
      case '"':
        index = endOfString(text, index);
        break;
      case '[':
      case '{':
        if (++depth > MAX_NESTING) return true;
        break;
      case ']':
      case '}':
        depth--;
    }
  }
  return false;
}

/** Returns the index of the quote that ends a string; the length of the text where the string has no end. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
