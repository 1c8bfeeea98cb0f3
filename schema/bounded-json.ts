/** No resource of FHIR is nested deeper; files of a user have a lower limit of their own (schema/depth.ts). */
const MAX_NESTING = 200;
/** A body of 20 MiB that is FHIR has fewer: its keys alone are longer. */
const MAX_VALUES = 1_500_000;
/** Of one object. */
const MAX_KEYS = 10_000;

/** JSON that would cost more memory than its length suggests. */
export class JsonTooComplex extends Error {
  override readonly name = 'JsonTooComplex';
}

/**
 * Parses a JSON text of a stranger: its nesting and its numbers of values and keys are bounded before anything is built.
 * @throws JsonTooComplex when it is nested deeper than 200 levels, has more than 1,500,000 values, or an object with more
 * than 10,000 keys
 * @throws SyntaxError when it is not JSON
 */
export function parseBoundedJson(text: string): unknown {
  let depth = 0;
  let values = 0;
  /** The commas of the open object or list at each depth, and whether it is an object. */
  const commas = new Int32Array(MAX_NESTING + 1);
  const isObject = new Uint8Array(MAX_NESTING + 1);
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === QUOTE) {
      index = endOfString(text, index);
    } else if (character === OPEN_BRACKET || character === OPEN_BRACE) {
      values++;
      if (++depth > MAX_NESTING) throw new JsonTooComplex(`nested deeper than ${MAX_NESTING} levels`);
      commas[depth] = 0;
      isObject[depth] = character === OPEN_BRACE ? 1 : 0;
    } else if (character === CLOSE_BRACKET || character === CLOSE_BRACE) {
      // What is not JSON has more of these; JSON.parse() says so.
      if (depth > 0) depth--;
    } else if (character === COMMA) {
      values++;
      const count = (commas[depth] ?? 0) + 1;
      commas[depth] = count;
      if (count >= MAX_KEYS && isObject[depth] === 1)
        throw new JsonTooComplex(`more than ${MAX_KEYS} keys in an object`);
    }
    if (values > MAX_VALUES) throw new JsonTooComplex(`more than ${MAX_VALUES} values`);
  }
  return JSON.parse(text) as unknown;
}

/** Returns the index of the quote that ends a string; that of the end of the text where there is no such quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** Returns whether an odd number of backslashes is before a character of a string. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (index - first) % 2 === 1;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [34, 92, 44, 91, 93, 123, 125];
