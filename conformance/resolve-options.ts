import { type Agb, parseAgb } from '../fhir/agb.ts';
import { redactCredentials, redactText } from '../output/redaction.ts';
import { defined } from '../schema/defined.ts';
import { object } from '../schema/schema.ts';
import { validator } from '../schema/validator.ts';
import {
  CHECK_OPTIONS,
  CheckOptionError,
  type CheckOptionName,
  type CheckOptions,
  type Option,
  type ResolvedCheckOptions,
  type TestPatient,
} from './options.ts';
import { realSystem } from './system.ts';

/** Values of the table's options, by their names in it: those of a patient apart, as `patient.bsn`. */
export type OptionValues = { readonly [K in CheckOptionName]?: unknown };

const REDACTED = '[redacted]';
const OPTIONS: Readonly<Partial<Record<CheckOptionName, Option>>> = CHECK_OPTIONS;
const ENTRIES = Object.entries(OPTIONS) as [CheckOptionName, Option][];
/** The schema of the values that a file or a command line can give. */
export const checkOptionsSchema = {
  ...object({}, Object.fromEntries(ENTRIES.map(([name, { schema }]) => [name, schema]))),
  $id: 'urn:xis-testkit:check-options',
};
const shape = validator(checkOptionsSchema);

/**
 * Validates the options and fills in the defaults.
 * @throws CheckOptionError for the first option that cannot be used
 */
export function resolveCheckOptions(options: CheckOptions): ResolvedCheckOptions {
  const { nameOption = (name) => name } = options;
  const values = flatten(options);
  validateOptions(values);
  for (const [name, { isRequired, requires = [], expected }] of ENTRIES) {
    if (isRequired && values[name] === undefined) throw new CheckOptionError(name, expected, undefined);
    const missing = (requires as CheckOptionName[]).find((required) => values[required] === undefined);
    if (values[name] && missing !== undefined) {
      throw new CheckOptionError(name, `${nameOption(missing)} as well`, undefined);
    }
  }
  if (options.otherOrganization === options.organization) {
    throw new CheckOptionError('otherOrganization', 'another organization', options.otherOrganization);
  }
  const { patient, otherPatient } = options;
  if (isSame(patient?.reference, otherPatient?.reference) || isSame(patient?.bsn, otherPatient?.bsn)) {
    throw new CheckOptionError('otherPatient', 'another patient, with another BSN', REDACTED);
  }
  const defaults = Object.fromEntries(
    ENTRIES.flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
  return {
    runFile: { append: () => undefined },
    onProgress: () => undefined,
    signal: new AbortController().signal,
    system: realSystem,
    ...defaults,
    ...defined(options),
    nameOption,
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    organization: parseAgb(options.organization) as Agb,
  } as ResolvedCheckOptions;
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}

/**
 * Validates values one by one, as the library, the command line and the configuration file do.
 * @throws CheckOptionError for the first one that is invalid
 */
export function validateOptions(values: OptionValues): void {
  // A token may be a function, which no schema describes.
  const data = Object.fromEntries(
    ENTRIES.filter(([name]) => values[name] !== undefined && typeof values[name] !== 'function').map(([name]) => [
      name,
      values[name],
    ]),
  );
  const [violation] = shape.violations(data);
  if (violation) reject(violation.path[0] as CheckOptionName, values);
  for (const [name, { check }] of ENTRIES) {
    const expected = values[name] === undefined ? undefined : check?.(values[name] as never);
    if (expected !== undefined) reject(name, values, expected);
  }
}

function reject(name: CheckOptionName, values: OptionValues, expected = OPTIONS[name]?.expected ?? ''): never {
  const value = values[name];
  const shown = typeof value === 'string' ? redactCredentials(value) : value;
  throw new CheckOptionError(name, expected, OPTIONS[name]?.isSecret ? REDACTED : shown);
}

/** Formats the options for a report, without the values of secrets. */
export function shownOptions(options: ResolvedCheckOptions): Readonly<Record<string, string>> {
  const values = flatten(options);
  const shown = ENTRIES.map(([name, option]) => [camelCase(name), formatOption(option, values[name], values)] as const);
  const texts = [...shown, ['callbacks', options.callbacks?.url] as const];
  return Object.fromEntries(texts.flatMap(([name, text]) => (text ? [[name, redactText(text)]] : [])));
}

function formatOption({ show, isSecret }: Option, value: unknown, all: OptionValues): string | undefined {
  if (value === undefined) return undefined;
  if (show) return show(value as never, all);
  if (isSecret) return REDACTED;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** Converts a name to the key in a report: `patient.bsn` to `patientBsn`. */
function camelCase(name: string): string {
  return name.replace(/\.(.)/, (_dot, letter: string) => letter.toUpperCase());
}

/** Returns the options by their names in the table. */
function flatten(options: Partial<CheckOptions> | ResolvedCheckOptions): OptionValues {
  const { patient, otherPatient, ...values } = options;
  return { ...values, ...flattenPatient('patient', patient), ...flattenPatient('otherPatient', otherPatient) };
}

function flattenPatient(name: 'patient' | 'otherPatient', patient: TestPatient | undefined): OptionValues {
  if (!patient) return {};
  const { reference, display, bsn } = patient;
  return { [`${name}.reference`]: reference, [`${name}.display`]: display, [`${name}.bsn`]: bsn };
}
