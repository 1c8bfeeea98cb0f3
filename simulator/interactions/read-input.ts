import type { Violation } from '../../schema/explain-errors.ts';
import type { Schema } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import type { Problem } from '../problem.ts';
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

/**
 * Selects the known parameters of a search (TR-8). An unknown parameter is ignored with a note, or a problem with strict
 * handling; a modifier is a problem. A parameter without a value counts as absent (SL-17; FHIR R4, 3.1.1.3).
 * @param known the parameters of this search, in addition to the common ones
 */
export function readParameters(
  request: Pick<InteractionRequest, 'parameters' | 'prefer'>,
  known: ReadonlySet<string>,
): { readonly parameters: Parameters; readonly notes: readonly string[] } | Problem {
  const strict = isStrict(request.prefer);
  const found: (readonly [string, string])[] = [];
  const notes: string[] = [];
  for (const pair of request.parameters) {
    const [name, value] = pair;
    if (value === '') {
      notes.push(EMPTY_PARAMETER);
      continue;
    }
    if (!known.has(name) && !COMMON_PARAMETERS.has(name)) {
      const colon = name.indexOf(':');
      const stem = colon < 0 ? name : name.slice(0, colon);
      if (stem !== name && known.has(stem)) return { problem: 'unknown-modifier', expression: stem };
      if (strict) return { problem: 'unknown-parameter', detail: `Known parameters: ${[...known].join(', ')}.` };
      notes.push(IGNORED_PARAMETER);
      continue;
    }
    found.push(pair);
  }
  return { parameters: found, notes };
}

/** Returns whether a `Prefer` header has `handling=strict`. */
export function isStrict(prefer: string): boolean {
  return /(?:^|[;,\s])handling\s*=\s*"?strict"?/i.test(prefer);
}
