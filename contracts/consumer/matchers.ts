import { VALUES, type ValueName } from '../states/values.ts';

/**
 * A matcher in Pact's integration format. `@pact-foundation/pact` has no helper for a value that has a matching rule and is
 * injected by a provider state.
 */
interface Matcher {
  readonly 'pact:matcher:type': string;
  readonly value: unknown;
  readonly [key: string]: unknown;
}

type Values = Readonly<Record<ValueName, string>>;

const names = Object.keys(VALUES) as ValueName[];
const EXAMPLES = Object.fromEntries(names.map((name) => [name, VALUES[name].example])) as Values;
/** The placeholders of values in Pact's expressions. */
const PLACEHOLDERS = Object.fromEntries(names.map((name) => [name, `\${${name}}`])) as Values;

/** Matches any text. */
export function string(example: string): Matcher {
  return { 'pact:matcher:type': 'type', value: example };
}

/** Matches one value. Only needed within `eachLike`, whose rule applies to nested values too. */
export function equal(value: string): Matcher {
  return { 'pact:matcher:type': 'equality', value };
}

/** Matches a text by a pattern with `^` and `$`: some verifiers match whole texts only. */
export function regex(pattern: string, example: string): Matcher {
  return { 'pact:matcher:type': 'regex', regex: pattern, value: example };
}

/** Matches a list with at least one item, whose items all match the example. */
export function eachLike(example: unknown): Matcher {
  return { 'pact:matcher:type': 'type', min: 1, value: [example] };
}

/** Matches a list in which at least one item matches the example. */
export function arrayContaining(example: unknown): Matcher & { readonly variants: readonly unknown[] } {
  return { 'pact:matcher:type': 'arrayContains', variants: [example], value: [example] };
}

/**
 * Matches a text with values of the provider state: `fromState(({ appointment }) => `Appointment/${appointment}`)`.
 * @param pattern the form of the text; default: any text
 */
export function fromState(write: (values: Values) => string, pattern?: string): Matcher {
  const rule =
    pattern === undefined ? { 'pact:matcher:type': 'type' } : { 'pact:matcher:type': 'regex', regex: pattern };
  return { ...rule, 'pact:generator:type': 'ProviderState', expression: write(PLACEHOLDERS), value: write(EXAMPLES) };
}

/** Matches one of several statuses. */
export function statusCode(...statuses: readonly [number, ...number[]]): Matcher {
  return { 'pact:matcher:type': 'statusCode', status: statuses, value: statuses[0] };
}

/** An instant to the second, with an offset or `Z` (SL-4). */
export const INSTANT = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$';

/** The media type of FHIR JSON, with or without a charset (TR-1). */
export const FHIR_JSON = '^application/fhir\\+json(;.*)?$';

/** An organization by its AGB code, as a token (TR-2). */
export const AGB_TOKEN = '^http://fhir\\.nl/fhir/NamingSystem/agb-z\\|\\d{8}$';
