import { VALUES, type ValueName } from '../states/values.ts';

/**
 * Matchers in Pact's integration form. `@pact-foundation/pact` has helpers for most; none for a value that is matched by a
 * rule of its own and injected by a provider state.
 */
interface Matcher {
  readonly 'pact:matcher:type': string;
  readonly value: unknown;
  readonly [key: string]: unknown;
}

type Values = Readonly<Record<ValueName, string>>;

const names = Object.keys(VALUES) as ValueName[];
const EXAMPLES = Object.fromEntries(names.map((name) => [name, VALUES[name].example])) as Values;
/** How an expression of Pact names a value. */
const PLACES = Object.fromEntries(names.map((name) => [name, `\${${name}}`])) as Values;

/** Any text, such as this one. */
export function text(example: string): Matcher {
  return { 'pact:matcher:type': 'type', value: example };
}

/** This and nothing else. Only needed within `every`, whose rule would reach down to it: any text would do. */
export function exactly(value: string): Matcher {
  return { 'pact:matcher:type': 'equality', value };
}

/** A text that has a form from its beginning to its end: not every verifier looks for a part of it. */
export function form(regex: string, example: string): Matcher {
  return { 'pact:matcher:type': 'regex', regex, value: example };
}

/** A list of things that are all such as this one, and at least one of them. */
export function every(example: unknown): Matcher {
  return { 'pact:matcher:type': 'type', min: 1, value: [example] };
}

/** A list in which one is such as this, beside whatever else. */
export function one(example: unknown): Matcher & { readonly variants: readonly unknown[] } {
  return { 'pact:matcher:type': 'arrayContains', variants: [example], value: [example] };
}

/**
 * A text made of values that the provider state gives: `given(({ appointment }) => `Appointment/${appointment}`)`.
 * @param regex the form that it has; without it any text will do
 */
export function given(write: (values: Values) => string, regex?: string): Matcher {
  const rule = regex === undefined ? { 'pact:matcher:type': 'type' } : { 'pact:matcher:type': 'regex', regex };
  return { ...rule, 'pact:generator:type': 'ProviderState', expression: write(PLACES), value: write(EXAMPLES) };
}

/** One of several statuses. */
export function status(...statuses: readonly [number, ...number[]]): Matcher {
  return { 'pact:matcher:type': 'statusCode', status: statuses, value: statuses[0] };
}

/** An instant with an offset or `Z`, to the second at least (SL-4). */
export const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$';

/** FHIR JSON, with or without a charset (TR-1). */
export const FHIR_JSON = '^application/fhir\\+json(;.*)?$';

/** An organization by its AGB code, as a token (TR-2). */
export const AGB_TOKEN = '^http://fhir\\.nl/fhir/NamingSystem/agb-z\\|\\d{8}$';
