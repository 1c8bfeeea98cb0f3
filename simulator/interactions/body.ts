import type { Violation } from '../../schema/explain-errors.ts';
import type { Schema } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import type { Problem } from '../problem.ts';

/** Reads a request's body as what a schema describes; anything else is a problem that names the place (AP-10). */
export function bodyReader<T>(resource: string, schema: Schema<T>): (body: unknown) => { readonly value: T } | Problem {
  const shape = validator(schema);
  return (body) => {
    if (shape.accepts(body)) return { value: body };
    const [violation] = shape.violations(body);
    if (!violation) return { problem: 'body-invalid' };
    return {
      problem: 'body-invalid',
      code: violation.code,
      detail: `${expressionOf(resource, violation)}: ${violation.message}.`,
      expression: expressionOf(resource, violation),
    };
  };
}

/** The place as FHIRPath. Every key in it is one that the schema names, so nothing of the body is repeated. */
function expressionOf(resource: string, { path }: Violation): string {
  return [resource, ...path]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}
