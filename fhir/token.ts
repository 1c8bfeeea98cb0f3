/** A token of a search parameter: `code` in any system, `system|code`, `|code` without system, `system|` any code. */
export interface Token {
  /** Undefined for any system, empty for no system. */
  readonly system?: string;
  /** Undefined for any code of the system. */
  readonly code?: string;
}

/** Splits at each separator without a backslash before it (FHIR R4 search, "escaping search parameters"). */
function splitUnescaped(text: string, separator: string): readonly string[] {
  if (!text.includes('\\')) return text.split(separator);
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && at + 1 < text.length) part += text.slice(at, ++at + 1);
    else if (text[at] === separator) {
      parts.push(part);
      part = '';
    } else part += text[at];
  }
  return [...parts, part];
}

/** Splits the value of a search parameter into its alternatives (SL-12: a comma is OR), still escaped. */
export function splitOr(value: string): readonly string[] {
  return splitUnescaped(value, ',');
}

function unescapeSeparators(part: string): string {
  return part.replace(/\\([,|$\\])/g, '$1');
}

/** Parses an alternative as a token; undefined when it is empty or has more than one bar (SL-17). */
export function parseToken(alternative: string): Token | undefined {
  const [first, second, ...rest] = splitUnescaped(alternative, '|').map(unescapeSeparators);
  if (rest.length > 0 || first === undefined) return undefined;
  if (second === undefined) return first === '' ? undefined : { code: first };
  if (second === '') return first === '' ? undefined : { system: first };
  return { system: first, code: second };
}

/** Returns whether a coding matches a token. */
export function tokenMatches(token: Token, coding: { readonly system?: string; readonly code: string }): boolean {
  if (token.system !== undefined && token.system !== (coding.system ?? '')) return false;
  return token.code === undefined || token.code === coding.code;
}
