import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { formats } from './formats.ts';
import type { Mistake } from './mistake.ts';
import { precompiled } from './precompiled.ts';
import type { Schema } from './schema.ts';

/** What is wrong at one place of a value. Never repeats the value itself: it may hold a BSN or a name. */
export interface Violation {
  /** Where: keys and array indexes from the root. */
  readonly path: readonly (string | number)[];
  /** The FHIR issue type that fits. */
  readonly code: 'required' | 'value' | 'structure';
  /** What was expected and, by kind only, what was found. */
  readonly message: string;
  /** The key that is unknown or missing, when that is what is wrong. */
  readonly key?: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
}

/** Makes a violation a mistake of a configuration: an unknown key is a mistake at the key. */
export function toMistake({ path, key, keyword, message }: Violation): Mistake {
  const isUnknownKey = key !== undefined && keyword === 'additionalProperties';
  return isUnknownKey ? { path: [...path, key], message, atKey: true } : { path, message };
}

/** Ajv is loaded with the first check, and does not look at our own schemas first: a test has. */
function createAjv(allErrors: boolean): Ajv {
  const { Ajv: AjvClass } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  const unchecked = { meta: false, validateSchema: false } as const;
  const ajv = new AjvClass({
    allErrors,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    verbose: true,
    ...unchecked,
  });
  ajv.addKeyword({ keyword: 'expected', schemaType: 'string' });
  for (const [name, validate] of formats) ajv.addFormat(name, { type: 'string', validate });
  return ajv;
}

/** Checks values against a schema. */
export interface Validator<T> {
  /** The violations of `value`; none when it is a `T`. */
  violations(value: unknown): readonly Violation[];
  /** Whether `value` is a `T`. */
  accepts(value: unknown): value is T;
}

/**
 * Makes a validator of a schema. It is compiled when it is first used, because compiling costs more than the rest of a
 * simulator's start.
 * @param schema what is accepted
 * @param options.all report every violation instead of the first: for configuration. A request's body gets the first
 *   only, or a hostile one would be answered at its own length.
 * @param options.name under which the build has compiled it in advance, if it has
 */
export function validator<T>(
  schema: Schema<T>,
  options: { readonly all?: boolean; readonly name?: string } = {},
): Validator<T> {
  let compiled: ValidateFunction | undefined;
  const check = (): ValidateFunction => {
    compiled ??= precompiled[options.name ?? ''] ?? createAjv(options.all ?? false).compile(schema);
    return compiled;
  };
  return {
    violations(value) {
      const validate = check();
      return validate(value) ? [] : explain(validate.errors ?? []);
    },
    accepts(value): value is T {
      return check()(value) as boolean;
    },
  };
}

function explain(errors: readonly ErrorObject[]): readonly Violation[] {
  const kept = errors.filter((error) => error.keyword !== 'if' && !isWithinFailedUnion(error, errors));
  const seen = new Map<string, Violation>();
  for (const error of kept) {
    const found = violation(error, errors);
    const at = `${found.path.join('/')} ${found.key ?? ''} ${found.message}`;
    if (!seen.has(at)) seen.set(at, found);
  }
  return [...seen.values()];
}

/** A union that fails reports every branch; the branch that came furthest speaks for it. */
function isWithinFailedUnion(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const union = errors.find(
    (other) => other.keyword === 'anyOf' && other !== error && error.schemaPath.startsWith(`${other.schemaPath}/`),
  );
  if (error.keyword === 'anyOf') return furthest(error, errors).length > 0 || union !== undefined;
  return union !== undefined && !furthest(union, errors).includes(error);
}

function furthest(union: ErrorObject, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const inside = errors.filter(
    (error) => error.keyword !== 'anyOf' && error.schemaPath.startsWith(`${union.schemaPath}/`),
  );
  const reached = (error: ErrorObject): number =>
    pathOf(error).length + (error.keyword === 'additionalProperties' || error.keyword === 'required' ? 0.5 : 0);
  const depth = pathOf(union).length;
  const best = Math.max(depth, ...inside.map(reached));
  const found = best > depth ? inside.filter((error) => reached(error) === best) : [];
  // Several branches that came equally far say nothing alone: the union's own message is clearer.
  const said = new Set(found.map((error) => `${error.instancePath} ${error.message}`));
  return said.size === 1 ? found : [];
}

function pathOf(error: ErrorObject): readonly (string | number)[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function violation(error: ErrorObject, errors: readonly ErrorObject[]): Violation {
  const path = pathOf(error);
  const found = kindOf(error.data);
  const params = error.params as Record<string, unknown>;
  const described = expectation(error);
  switch (error.keyword) {
    case 'required':
      return {
        path,
        code: 'required',
        keyword: 'required',
        key: String(params['missingProperty']),
        message: `'${String(params['missingProperty'])}' is required`,
      };
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      return {
        path,
        code: 'structure',
        keyword: error.keyword,
        key,
        message: `unknown key; known here: ${known.join(', ')}`,
      };
    }
    case 'type':
      return { path, code: 'structure', keyword: 'type', message: `expected ${described}, found ${found}` };
    case 'enum':
    case 'const':
      return { path, code: 'value', keyword: error.keyword, message: `expected ${described}` };
    case 'anyOf': {
      const branches = errors.filter((other) => other.schemaPath.startsWith(`${error.schemaPath}/`));
      // What the union says of itself is clearer than what its branches say.
      const own = error.parentSchema?.['expected'] !== undefined;
      const expected = own ? described : [...new Set(branches.map(expectation))].join(', or ') || described;
      return { path, code: 'structure', keyword: 'anyOf', message: `expected ${expected}; found ${found}` };
    }
    default:
      return { path, code: 'value', keyword: error.keyword, message: `expected ${described}` };
  }
}

function expectation(error: ErrorObject): string {
  const schema = (error.parentSchema ?? {}) as Record<string, unknown>;
  if (typeof schema['expected'] === 'string') return schema['expected'];
  switch (error.keyword) {
    case 'enum':
      return `one of ${(error.params['allowedValues'] as readonly unknown[]).join(', ')}`;
    case 'const':
      return String(error.params['allowedValue']);
    case 'type':
      return withArticle(String(error.params['type']));
    case 'format':
      return `a valid ${String(error.params['format'])}`;
    case 'required':
      return `an object with '${String(error.params['missingProperty'])}'`;
    case 'minItems':
      return `at least ${String(error.params['limit'])} item(s)`;
    case 'maxItems':
      return `at most ${String(error.params['limit'])} items`;
    case 'minLength':
      return error.params['limit'] === 1
        ? 'text that is not empty'
        : `at least ${String(error.params['limit'])} characters`;
    case 'maxLength':
      return `at most ${String(error.params['limit'])} characters`;
    case 'pattern':
      return `text of the form ${String(error.params['pattern'])}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `a number ${String(error.params['comparison'])} ${String(error.params['limit'])}`;
    case 'contains':
      return `${String(error.params['minContains'])} matching item(s)`;
    default:
      return error.message ?? error.keyword;
  }
}

function withArticle(type: string): string {
  const names = type.split(',').map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`));
  return names.join(' or ');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return withArticle(typeof value);
}
