import type { Violation } from '../../schema/explain-errors.ts';
import type { Schema } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import type { Problem } from '../problem.ts';
import { createSearchset } from '../representation/searchset.ts';
import type { InteractionRequest, Parameters } from './interaction.ts';

/** Creates a reader of request bodies; an invalid body becomes a problem with the place of the mistake (AP-10). */
export function createBodyReader<T>(
  resource: string,
  schema: Schema<T>,
): (body: unknown) => { readonly value: T } | Problem {
  const shape = validator(schema);
  return (body) => {
    if (shape.accepts(body)) return { value: body };
    const [violation] = shape.violations(body);
    if (!violation) return { problem: 'body-invalid' };
    return {
      problem: 'body-invalid',
      code: violation.code,
      detail: `${toExpression(resource, violation)}: ${violation.message}.`,
      expression: toExpression(resource, violation),
    };
  };
}

/** Formats a path as FHIRPath. All its keys come from the schema, so it repeats nothing of the body. */
function toExpression(resource: string, { path }: Violation): string {
  return [resource, ...path]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}

/** Parameters that every search accepts and ignores. */
const COMMON_PARAMETERS = new Set(['_format', '_pretty', '_count']);

export const IGNORED_PARAMETER = 'an unknown search parameter was ignored';
export const EMPTY_PARAMETER = 'a search parameter without a value was ignored';

/** The parameters of a search that the server uses. */
export interface UsedParameters {
  readonly parameters: Parameters;
  /** The part of the query that has them, for the self link: clients find out by it what was ignored (FHIR R4, 3.1.1.2). */
  readonly query: string;
  /** Notes on the parameters that were ignored. */
  readonly notes: readonly string[];
}

/**
 * Selects the known parameters of a search (TR-8). An unknown parameter is ignored with a note, or a problem with strict
 * handling; a modifier is a problem. A parameter without a value counts as absent (SL-17; FHIR R4, 3.1.1.3).
 * @param known the parameters of this search, in addition to the common ones
 */
export function readParameters(
  { parameters, rawQuery, prefer }: Pick<InteractionRequest, 'parameters' | 'rawQuery' | 'prefer'>,
  known: ReadonlySet<string>,
): UsedParameters | Problem {
  const strict = isStrict(prefer);
  const ignored = new Set<number>();
  const notes: string[] = [];
  for (const [index, [name, value]] of parameters.entries()) {
    if (value === '') {
      ignored.add(index);
      notes.push(EMPTY_PARAMETER);
      continue;
    }
    if (known.has(name) || COMMON_PARAMETERS.has(name)) continue;
    const colon = name.indexOf(':');
    const stem = colon < 0 ? name : name.slice(0, colon);
    if (stem !== name && known.has(stem)) return { problem: 'unknown-modifier', expression: stem };
    if (strict) return { problem: 'unknown-parameter', detail: `Known parameters: ${[...known].join(', ')}.` };
    ignored.add(index);
    notes.push(IGNORED_PARAMETER);
  }
  if (ignored.size === 0) return { parameters, query: rawQuery, notes };
  const isUsed = (_: unknown, index: number): boolean => !ignored.has(index);
  const pairs = rawQuery.split('&').filter((pair) => pair !== '');
  return { parameters: parameters.filter(isUsed), query: pairs.filter(isUsed).join('&'), notes };
}

/**
 * Creates the Bundle of a search. `_count=0` is the count alone: it has a total, and no entries (FHIR R4, 3.1.1.5.3).
 * @param type the searched type of resource
 */
export function toSearchset(base: string, type: string, used: UsedParameters, entries: readonly object[]) {
  const isCountOnly = used.parameters.findLast(([name]) => name === '_count')?.[1] === '0';
  const searchset = createSearchset(toSearchUrl(base, type, used.query), isCountOnly ? [] : entries);
  return { ...searchset, total: entries.length };
}

/** Returns the URL of a search. */
export function toSearchUrl(base: string, type: string, query: string): string {
  return query === '' ? `${base}/${type}` : `${base}/${type}?${query}`;
}

/** Returns whether a `Prefer` header has `handling=strict`. */
export function isStrict(prefer: string): boolean {
  return /(?:^|[;,\s])handling\s*=\s*"?strict"?/i.test(prefer);
}
