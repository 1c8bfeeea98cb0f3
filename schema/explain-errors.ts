import type { ErrorObject } from 'ajv';
import { findSimilarNames } from '../output/did-you-mean.ts';
import { redactText } from '../output/redaction.ts';
import { formatPath, type Mistake } from './mistake.ts';

/** A violation at one place of a value. It never repeats the value itself, which may have a BSN or a name. */
export interface Violation {
  /** Keys and array indexes from the root. */
  readonly path: readonly (string | number)[];
  /** The FHIR issue type that fits. */
  readonly code: 'required' | 'value' | 'structure';
  /** The expectation, and the kind of the value. */
  readonly message: string;
  /** The key that is unknown, malformed or missing, when that is what is wrong. */
  readonly key?: string;
  /** The JSON Schema keyword that failed. */
  readonly keyword: string;
  /** The known names that are spelled like an unknown key or value: `did you mean holidays?`. */
  readonly suggestion?: string;
}

/** More violations than this are counted, not listed: a hostile value must not get a response of its own length. */
export const MAX_VIOLATIONS = 100;

/**
 * Explains the errors of Ajv, in time linear to their number.
 * @returns at most MAX_VIOLATIONS, and one that counts the others
 */
export function explainErrors(errors: readonly ErrorObject[]): readonly Violation[] {
  const violations = new Map<string, Violation>();
  let omitted = 0;
  for (const failure of groupByUnion(errors)) {
    if (violations.size === MAX_VIOLATIONS) {
      omitted++;
      continue;
    }
    const violation = explain(failure);
    const id = `${violation.path.join('/')} ${violation.key ?? ''} ${violation.message}`;
    if (!violations.has(id)) violations.set(id, violation);
  }
  if (omitted === 0) return [...violations.values()];
  const rest: Violation = { path: [], code: 'structure', keyword: 'limit', message: `${omitted} more mistakes` };
  return [...violations.values(), rest];
}

/** An error, with those of the branches when it is the error of a union. */
interface Failure {
  readonly error: ErrorObject;
  readonly branches: readonly ErrorObject[];
}

/**
 * Replaces the errors of each failed union by one failure. Ajv reports the branches of a union right before the union, so
 * one pass with a stack finds them.
 */
function groupByUnion(errors: readonly ErrorObject[]): readonly Failure[] {
  const stack: Failure[] = [];
  for (const error of errors) {
    // They only repeat that a `then` or `else`, or the schema of a key, failed.
    if (error.keyword === 'if' || error.keyword === 'propertyNames') continue;
    const branches: ErrorObject[] = [];
    if (error.keyword === 'anyOf') {
      let first = stack.length;
      while (first > 0 && isWithin(stack[first - 1]?.error, error)) first--;
      for (const inner of stack.splice(first)) {
        if (inner.branches.length === 0) branches.push(inner.error);
        else for (const branch of inner.branches) branches.push(branch);
      }
    }
    stack.push({ error, branches });
  }
  return stack;
}

function isWithin(error: ErrorObject | undefined, union: ErrorObject): boolean {
  if (!error?.schemaPath.startsWith(`${union.schemaPath}/`)) return false;
  return error.instancePath.startsWith(union.instancePath);
}

/** Converts a violation to a mistake of a configuration: an unknown or malformed key is a mistake at the key. */
export function toMistake(violation: Violation): Mistake {
  const { path, key, keyword } = violation;
  const message = withSuggestion(violation);
  const isAtKey = key !== undefined && (keyword === 'additionalProperties' || keyword === 'propertyNames');
  return isAtKey ? { path: [...path, key], message, atKey: true } : { path, message };
}

/** Formats a violation of the body of a request, for a response: its place, its message and its suggestion. */
export function formatViolation(violation: Violation): string {
  const { path, message } = toMistake(violation);
  return `${formatPath(path)}: ${redactText(message)}`;
}

/**
 * Returns the message of a violation with its suggestion.
 * @param message replaces the message of the violation
 */
export function withSuggestion({ message: own, suggestion }: Violation, message = own): string {
  return suggestion === undefined ? message : `${message}; ${suggestion}`;
}

function explain({ error, branches }: Failure): Violation {
  if (error.keyword !== 'anyOf') return toViolation(error);
  const furthest = findFurthest(error, branches);
  if (furthest) return toViolation(furthest);
  // The text of the union itself is clearer than that of its branches.
  const hasText = error.parentSchema?.['expected'] !== undefined;
  const expected = hasText ? '' : [...new Set(branches.map(expectation))].join(', or ');
  return {
    path: pathOf(error),
    code: 'structure',
    keyword: 'anyOf',
    message: `expected ${expected || expectation(error)}, got ${kindOf(error.data)}`,
    ...suggest(branches.slice(0, MAX_COMPARED).flatMap(namesOf)),
  };
}

/** The branches of a union whose unknown names are compared with the known ones. */
const MAX_COMPARED = 20;

/** A text that is unknown, and the names that it may be. */
interface UnknownName {
  readonly text: string;
  readonly names: readonly string[];
}

/** Returns the unknown text of an error, if it is about one. */
function namesOf({ keyword, params, data, parentSchema }: ErrorObject): readonly UnknownName[] {
  if (keyword === 'enum' && typeof data === 'string')
    return [{ text: data, names: (params['allowedValues'] as readonly unknown[]).map(String) }];
  if (keyword !== 'additionalProperties') return [];
  return [{ text: String(params['additionalProperty']), names: knownKeys(parentSchema) }];
}

function knownKeys(schema: object | undefined): readonly string[] {
  return Object.keys((schema as { readonly properties?: object } | undefined)?.properties ?? {});
}

/** Returns the suggestion for some unknown names, as a part of a violation. */
function suggest(unknown: readonly UnknownName[]): Pick<Violation, 'suggestion'> {
  const similar = new Set(unknown.flatMap(({ text, names }) => findSimilarNames(text, names)));
  return similar.size === 0
    ? {}
    : { suggestion: `did you mean ${[...similar].join(unknown.length > 1 ? ', ' : ' or ')}?` };
}

/** Returns the error of the branch that matched furthest; undefined when several branches did. */
function findFurthest(union: ErrorObject, branches: readonly ErrorObject[]): ErrorObject | undefined {
  let best = depthOf(union);
  let found: ErrorObject | undefined;
  let isSingle = false;
  for (const error of branches) {
    const reached =
      depthOf(error) + (error.keyword === 'additionalProperties' || error.keyword === 'required' ? 0.5 : 0);
    if (reached > best) [best, found, isSingle] = [reached, error, true];
    else if (reached === best && found) {
      isSingle &&= error.instancePath === found.instancePath && error.message === found.message;
    }
  }
  return isSingle ? found : undefined;
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

function pathOf(error: ErrorObject): readonly (string | number)[] {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function toViolation(error: ErrorObject): Violation {
  const path = pathOf(error);
  const { keyword, params, parentSchema } = error;
  switch (keyword) {
    case 'required': {
      const key = String(params['missingProperty']);
      return { path, code: 'required', keyword, key, message: `'${key}' is required` };
    }
    case 'additionalProperties': {
      const suggested = suggest(namesOf(error));
      const known = knownKeys(parentSchema).join(', ');
      const message = suggested.suggestion === undefined ? `unknown key; known here: ${known}` : 'unknown key';
      return { path, code: 'structure', keyword, key: String(params['additionalProperty']), message, ...suggested };
    }
    case 'type':
      return { path, code: 'structure', keyword, message: `expected ${expectation(error)}, got ${kindOf(error.data)}` };
    case 'dependencies': {
      const message = `'${String(params['missingProperty'])}' is required with '${String(params['property'])}'`;
      return { path, code: 'required', keyword, key: String(params['missingProperty']), message };
    }
    case 'uniqueItems': {
      const [first = 0, second = 0] = [Number(params['i']), Number(params['j'])].sort((a, b) => a - b);
      return {
        path: [...path, second],
        code: 'value',
        keyword,
        message: `expected once, got again (first at [${first}])`,
      };
    }
    default:
      if (error.propertyName !== undefined)
        return {
          path,
          code: 'structure',
          keyword: 'propertyNames',
          key: error.propertyName,
          message: `expected as key ${expectation(error)}`,
        };
      return { path, code: 'value', keyword, message: `expected ${expectation(error)}`, ...suggest(namesOf(error)) };
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
    case 'minProperties':
      return `at least ${String(error.params['limit'])} key(s)`;
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
