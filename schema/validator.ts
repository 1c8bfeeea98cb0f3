import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { explainErrors, type Violation } from './explain-errors.ts';
import { definedFormats } from './formats.ts';
import { mergeMisplaced } from './misplaced.ts';
import { precompiled } from './precompiled.ts';
import type { Schema } from './schema.ts';

/** Checks values against a schema. */
export interface Validator<T> {
  /** Returns the violations of `value`; an empty list when it is a `T`. */
  violations(value: unknown): readonly Violation[];
  /** Returns whether `value` is a `T`. */
  accepts(value: unknown): value is T;
}

/** Ajv takes 5 µs and much memory for each error, so a value with more parts than this gets its first error only. */
const MAX_PARTS = 20_000;

/**
 * Makes a validator of a schema. The schema is compiled when it is first used: compiling takes longer than the rest of a
 * simulator's start.
 * @param options.all report every violation: for configuration. The body of a FHIR request gets the first one only.
 */
export function validator<T>(schema: Schema<T>, { all = false }: { readonly all?: boolean } = {}): Validator<T> {
  const compiled = new Map<boolean, ValidateFunction>();
  const check = (allErrors: boolean): ValidateFunction => {
    const known = compiled.get(allErrors);
    if (known) return known;
    const validate = compile(schema, allErrors);
    compiled.set(allErrors, validate);
    return validate;
  };
  return {
    violations(value) {
      const errors = findErrors(check(all && !hasMoreParts(value, MAX_PARTS)), value);
      if (!errors) return [];
      const violations = explainErrors(errors);
      return all ? mergeMisplaced(violations, schema) : violations;
    },
    accepts(value): value is T {
      return findErrors(check(all), value) === undefined;
    },
  };
}

/** Returns the errors of a value; undefined without errors. Ajv would keep them, with the value, until the next one. */
function findErrors(validate: ValidateFunction, value: unknown): readonly ErrorObject[] | undefined {
  if (validate(value)) return undefined;
  const errors = validate.errors ?? [];
  validate.errors = null;
  return errors;
}

function compile(schema: Schema<unknown>, allErrors: boolean): ValidateFunction {
  const known = precompiled[String(schema['$id'])];
  return known?.all === allErrors ? known.validate : createAjv(allErrors).compile(schema);
}

/** Loads Ajv with the first schema that is compiled. Our own schemas are not validated: a test does that. */
function createAjv(allErrors: boolean): Ajv {
  const { Ajv: AjvClass } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  const ajv = new AjvClass({
    allErrors,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    verbose: true,
    meta: false,
    validateSchema: false,
  });
  ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
  for (const [name, validate] of definedFormats()) ajv.addFormat(name, { type: 'string', validate });
  return ajv;
}

/** Returns whether a value has more than `max` keys and items, at all depths. */
function hasMoreParts(root: unknown, max: number): boolean {
  const open: unknown[] = [root];
  for (let parts = 0; open.length > 0; ) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const key in value) {
      if (++parts > max) return true;
      open.push((value as Readonly<Record<string, unknown>>)[key]);
    }
  }
  return false;
}
