import type { Schema } from '../../schema/schema.ts';
import { type Violation, validator } from '../../schema/validator.ts';
import type { Problem } from '../problem.ts';
import type { InteractionRequest, Parameters } from './interaction.ts';

/** Reads a request's body as what a schema describes; anything else is a problem that names the place (AP-10). `name` is that of its validator. */
export function createBodyReader<T>(
  resource: string,
  schema: Schema<T>,
  name: string,
): (body: unknown) => { readonly value: T } | Problem {
  const shape = validator(schema, { name });
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

/** The place as FHIRPath. Every key in it is one that the schema names, so nothing of the body is repeated. */
function toExpression(resource: string, { path }: Violation): string {
  return [resource, ...path]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}

/** Parameters of every search, which change nothing here. */
const COMMON_PARAMETERS = new Set(['_format', '_pretty', '_count']);

/** The note on a parameter that is not known. */
export const IGNORED_PARAMETER = 'a search parameter that is not known here was ignored';

/**
 * Sorts the parameters of a search by name (TR-8): unknown ones are left out and named in a note, or are a problem when
 * the caller asks for strict handling; modifiers and empty values are a problem (SL-17).
 * @param known the parameters of this search, beside the common ones
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
    if (!known.has(name) && !COMMON_PARAMETERS.has(name)) {
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
