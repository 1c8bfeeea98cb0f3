import type { Problem } from '../problem.ts';
import type { InteractionRequest, Parameters } from './interaction.ts';

/** Parameters of every search, which change nothing here. */
const COMMON = new Set(['_format', '_pretty', '_count']);

/** The note on a parameter that is not known. */
export const IGNORED_PARAMETER = 'a search parameter that is not known here was ignored';

/**
 * Sorts the parameters of a search by name (TR-8): unknown ones are left out and named in a note, or are a problem when
 * the caller asks for strict handling; modifiers and empty values are a problem (SL-17).
 * @param known the parameters of this search, beside the common ones
 */
export function knownParameters(
  request: Pick<InteractionRequest, 'parameters' | 'prefer'>,
  known: ReadonlySet<string>,
): { readonly parameters: Parameters; readonly notes: readonly string[] } | Problem {
  const strict = isStrict(request.prefer);
  const found: (readonly [string, string])[] = [];
  const notes: string[] = [];
  for (const pair of request.parameters) {
    const [name, value] = pair;
    if (!known.has(name) && !COMMON.has(name)) {
      const colon = name.indexOf(':');
      const stem = colon < 0 ? name : name.slice(0, colon);
      if (stem !== name && known.has(stem)) return { problem: 'unknown-modifier', expression: stem };
      if (strict) return { problem: 'unknown-parameter', detail: `Known here: ${[...known].join(', ')}.` };
      notes.push(IGNORED_PARAMETER);
      continue;
    }
    if (value === '') return { problem: 'empty-parameter', expression: name };
    found.push(pair);
  }
  return { parameters: found, notes };
}

/** Whether `Prefer: handling=strict` was asked for. */
export function isStrict(prefer: string): boolean {
  return /(?:^|[;,\s])handling\s*=\s*"?strict"?/i.test(prefer);
}
