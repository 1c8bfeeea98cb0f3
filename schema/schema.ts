/**
 * JSON Schemas that carry the TypeScript type of the values they accept, so that a shape is written once.
 * For the reason not to use a library, see docs/decisions/0003-schemas-without-a-schema-library.md.
 */

/** A JSON Schema (the subset of 2020-12 that Ajv reads) that accepts values of type `T`. */
export interface Schema<T> {
  readonly '~type'?: T;
  readonly [keyword: string]: unknown;
}

/** The type of the values that a schema accepts. */
export type Static<S> = S extends Schema<infer T> ? T : never;

type Shape = Readonly<Record<string, Schema<unknown>>>;
type Flat<T> = { [K in keyof T]: T[K] };
type Fields<R extends Shape, O extends Shape> = Flat<
  { readonly [K in keyof R]: Static<R[K]> } & { readonly [K in keyof O]?: Static<O[K]> }
>;

/** Annotations and keywords that any schema may carry. */
export interface Keywords {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** The id under which the build compiles the schema in advance; scripts/precompile.mjs lists such schemas. */
  readonly $id?: string;
  /** A format comes from `stringFormat()` only, which defines it. */
  readonly format?: never;
  readonly [keyword: string]: unknown;
}

export function string(keywords: Keywords = {}): Schema<string> {
  return { type: 'string', ...keywords };
}

export function number(keywords: Keywords = {}): Schema<number> {
  return { type: 'number', ...keywords };
}

export function integer(keywords: Keywords = {}): Schema<number> {
  return { type: 'integer', ...keywords };
}

export function boolean(keywords: Keywords = {}): Schema<boolean> {
  return { type: 'boolean', ...keywords };
}

/** Creates the schema of a string out of a fixed set. */
export function oneOf<const V extends readonly string[]>(values: V, keywords: Keywords = {}): Schema<V[number]> {
  return { type: 'string', enum: values, ...keywords };
}

export function array<T>(items: Schema<T>, keywords: Keywords = {}): Schema<readonly T[]> {
  return { type: 'array', items, ...keywords };
}

/** Creates the schema of an object that rejects unknown keys. */
export function object<R extends Shape, O extends Shape = Record<never, never>>(
  required: R,
  optional: O = {} as O,
  keywords: Keywords = {},
): Schema<Fields<R, O>> {
  return { ...openObject(required, optional), additionalProperties: false, ...keywords };
}

/** Creates the schema of an object that accepts unknown keys, as FHIR resources do. */
export function openObject<R extends Shape, O extends Shape = Record<never, never>>(
  required: R,
  optional: O = {} as O,
  keywords: Keywords = {},
): Schema<Fields<R, O>> {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    ...(Object.keys(required).length > 0 ? { required: Object.keys(required) } : {}),
    ...keywords,
  };
}

/** Creates the schema of a map from any key to values of one schema. */
export function record<T>(values: Schema<T>, keywords: Keywords = {}): Schema<Readonly<Record<string, T>>> {
  return { type: 'object', additionalProperties: values, ...keywords };
}

/** Creates the schema of a value that matches at least one of the alternatives. */
export function anyOf<S extends readonly Schema<unknown>[]>(
  alternatives: readonly [...S],
  keywords: Keywords = {},
): Schema<Static<S[number]>> {
  return { anyOf: alternatives, ...keywords };
}

/** Creates the schema of a value that matches one of two, by a condition, so that violations are those of the right one. */
export function either<A, B>(
  condition: Keywords,
  then: Schema<A>,
  otherwise: Schema<B>,
  keywords: Keywords = {},
): Schema<A | B> {
  return { if: condition, then, else: otherwise, ...keywords };
}

/** Creates the keywords by which a value that matches a condition must match another schema as well. */
export function implies(condition: Keywords, then: Keywords): Keywords {
  return { if: condition, then };
}

/** Creates the schema that accepts any value. */
export function unknown(keywords: Keywords = {}): Schema<unknown> {
  return { ...keywords };
}
