import { describeValue, listOf, objectOf, textOf } from './json.ts';

/** A system and a code, as in a token of a search (AT-5). */
export interface Coding {
  readonly system: string;
  readonly code: string;
}

/** Returns the codings of a list of CodeableConcepts that have a system and a code. */
export function codingsOf(concepts: unknown): readonly Coding[] {
  const codings: Coding[] = [];
  // Loops, because a run reads the codings of thousands of slots.
  for (const concept of listOf(concepts)) {
    for (const coding of listOf(objectOf(concept)?.['coding'])) {
      const { system, code } = objectOf(coding) ?? {};
      if (textOf(system) && textOf(code)) codings.push({ system, code } as Coding);
    }
  }
  return codings;
}

/** Returns `system|code` as a value of a search; separators in it are escaped by a backslash. */
export function tokenOf({ system, code }: Coding): string {
  return `${escapeSeparators(system)}|${escapeSeparators(code)}`;
}

function escapeSeparators(text: string): string {
  return text.replace(/[\\$,|]/g, '\\$&');
}

const MAX_CODES_DESCRIBED = 10;

/** Returns a coding for a message, with its system where it has one. */
export function describeCoding({ system = '', code }: { readonly system?: string; readonly code: string }): string {
  return describeValue(system === '' ? code : `${system}|${code}`);
}

/** Returns the first codings of a list for a message. */
export function describeCodes(codings: readonly { readonly system?: string; readonly code: string }[]): string {
  const described = codings.slice(0, MAX_CODES_DESCRIBED).map(describeCoding);
  if (described.length === 0) return 'nothing';
  return [...described, ...(codings.length > MAX_CODES_DESCRIBED ? ['…'] : [])].join(', ');
}

export function isSame(a: Coding, b: Coding): boolean {
  return a.system === b.system && a.code === b.code;
}

/** Returns the coding of `system|code`; undefined for a code alone. */
export function parseToken(token: string): Coding | undefined {
  const bar = token.lastIndexOf('|');
  return bar > 0 ? { system: token.slice(0, bar), code: token.slice(bar + 1) } : undefined;
}
