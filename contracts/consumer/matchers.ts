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

/** A FHIR instant (SL-4): the pattern of R4, so neither `+0100` nor `+00:60` nor a decimal comma. */
export const INSTANT =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-]((0\\d|1[0-3]):[0-5]\\d|14:00))$';

const ID = '[A-Za-z0-9.-]{1,64}';

/** The pattern of a reference to a type of resource: relative, absolute or versioned. */
export const referenceTo = (type: string): string => `^(.*/)?${type}/${ID}(/_history/${ID})?$`;

/** A typed reference to anything but a patient (SL-6). Some verifiers know no lookahead. */
export const PRACTITIONER = referenceTo('([A-OQ-Z]|P[b-z])[A-Za-z]*');

/** The media type of FHIR JSON, with or without a charset (TR-1). */
export const FHIR_JSON = '^application/fhir\\+json(;.*)?$';

/** The media type of FHIR JSON or plain JSON, for bodies without a published one (TR-10). */
export const JSON_TYPE = '^application/(fhir\\+)?json(;.*)?$';

/** An organization by its AGB code, as a token (TR-2). */
export const AGB_TOKEN = '^http://fhir\\.nl/fhir/NamingSystem/agb-z\\|\\d{8}$';
