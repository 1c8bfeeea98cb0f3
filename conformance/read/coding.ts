import { at, describeValue, listOf, textOf } from './json.ts';

/** A system and a code, as a token of a search names them (AT-5). */
export interface Coding {
  readonly system: string;
  readonly code: string;
}

/** The codings of a list of CodeableConcepts that have a system and a code. */
export function codingsOf(concepts: unknown): readonly Coding[] {
  return listOf(concepts)
    .flatMap((concept) => listOf(at(concept, 'coding')))
    .flatMap((coding) => {
      const system = textOf(at(coding, 'system'));
      const code = textOf(at(coding, 'code'));
      return system === undefined || code === undefined ? [] : [{ system, code }];
    });
}

/** `system|code`, as a search writes it; what separates values stands behind a backslash. */
export function tokenOf({ system, code }: Coding): string {
  return `${escaped(system)}|${escaped(code)}`;
}

function escaped(text: string): string {
  return text.replace(/[\\$,|]/g, '\\$&');
}

/** Codes as a message may show them. */
export function codesOf(codings: readonly { readonly code: string }[]): string {
  const codes = codings.slice(0, 10).map(({ code }) => describeValue(code));
  return codes.length === 0 ? 'nothing' : codes.join(', ');
}

/** Whether two are the same. */
export function isSame(a: Coding, b: Coding): boolean {
  return a.system === b.system && a.code === b.code;
}
