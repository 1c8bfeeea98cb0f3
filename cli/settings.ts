import { CheckOptionError, type CheckOptionName, type CheckOptions } from '../conformance/options.ts';
import { type OptionValues, validateOptions } from '../conformance/resolve-options.ts';
import { redactCredentials } from '../output/redaction.ts';
import { escapeControlCharacters } from '../output/terminal-text.ts';
import { defined } from '../schema/defined.ts';
import { type Validator, validator } from '../schema/validator.ts';
import { type CommandOption, type CommandTable, type CommandValues, flagOf, valuesSchema } from './command-options.ts';
import { UsageError } from './usage-error.ts';

/** The options of a command, as on the command line. */
export interface Settings<T extends CommandTable = CommandTable> {
  /** Values by key. */
  readonly values: CommandValues<T> & Readonly<Record<string, unknown>>;
  /** Those that the library has as well, by its names. */
  readonly library: Partial<CheckOptions>;
  /** Returns an option as its user has written it: `--max-bookings`, or `check.yaml:3:1 maxBookings`. */
  nameOf(key: string): string;
  /** Returns it for an option of the library. */
  nameOption(name: CheckOptionName): string;
}

/**
 * Validates the values of a command's options, and returns them together with the library's.
 * @param nameOf names an option as its user has written it; by default its flag
 * @throws UsageError for the first value that is invalid or missing, or that does not go with another
 */
export function toSettings<T extends CommandTable>(
  table: T,
  values: CommandValues<T> & Readonly<Record<string, unknown>>,
  nameOf: (key: string) => string = (key) => (table[key]?.isArgument ? `<${key}>` : flagOf(key)),
): Settings<T> {
  const entries: readonly (readonly [string, CommandOption, unknown])[] = Object.entries(table).map(([key, option]) => [
    key,
    option,
    values[key],
  ]);
  const nameOption = (name: CheckOptionName): string => {
    const named = entries.filter(([, { library, names = [library] }]) => names.includes(name));
    // Of alternatives, such as a token and its command, only the given one is required.
    const [entry = entries.find(([, { library }]) => library?.startsWith(`${name}.`))] = [
      ...named.filter(([, , value]) => value !== undefined),
      ...named,
    ];
    return entry ? nameOf(entry[0]) : name;
  };
  const missing = entries.find(([, { isRequired }, value]) => isRequired && value === undefined);
  if (missing) throw new UsageError(`${nameOf(missing[0])}: expected ${missing[1].expected}, got nothing`);
  validateValues(table, values, nameOf);
  validateOptionCombinations(table, values, nameOf);
  const given = entries.flatMap(([, { library, toLibrary = (same: unknown) => same }, value]) =>
    library === undefined || value === undefined ? [] : [[library, toLibrary(value as never)] as const],
  );
  const options: OptionValues = Object.fromEntries(given);
  try {
    validateOptions(options);
  } catch (error) {
    throw toUsageError(error, nameOption);
  }
  return { values, library: withPatients(options), nameOf, nameOption };
}

/** The validators by table: the page validates by the same ones again and again, and to compile a schema takes 70 ms. */
const validators = new WeakMap<CommandTable, Validator<unknown>>();

function validatorOf(table: CommandTable): Validator<unknown> {
  const validatorOfTable = validators.get(table) ?? validator(valuesSchema(table));
  validators.set(table, validatorOfTable);
  return validatorOfTable;
}

function validateValues(table: CommandTable, values: CommandValues<CommandTable>, nameOf: (key: string) => string) {
  const known = Object.entries(values).filter(([key, value]) => key in table && value !== undefined);
  const [violation] = validatorOf(table).violations(Object.fromEntries(known));
  if (!violation) return;
  const key = String(violation.path[0]);
  const got = table[key]?.isSecret ? '' : `, got ${redactCredentials(JSON.stringify(values[key])).slice(0, 80)}`;
  throw new UsageError(`${nameOf(key)}: expected ${table[key]?.expected ?? 'another value'}${got}`);
}

/**
 * Checks that the options that each one requires are given, and those that it excludes are not.
 * @throws UsageError for the first that does not
 */
function validateOptionCombinations(
  table: CommandTable,
  values: CommandValues<CommandTable>,
  nameOf: (key: string) => string,
): void {
  const isGiven = (key: string): boolean => values[key] !== undefined && values[key] !== false;
  const nameWithVariable = (key: string): string => {
    const variable = table[key]?.env;
    return variable === undefined ? nameOf(key) : `${nameOf(key)} or ${variable}`;
  };
  for (const [key, { requires = [], requiresOneOf = [], excludes = [] }] of Object.entries(table)) {
    if (!isGiven(key)) continue;
    if (requiresOneOf.length > 0 && !requiresOneOf.some(isGiven)) {
      throw new UsageError(`${nameWithVariable(key)}: requires ${requiresOneOf.map(nameOf).join(' or ')}`);
    }
    const missing = requires.find((required) => !isGiven(required));
    if (missing !== undefined) {
      throw new UsageError(`${nameOf(key)}: requires ${nameWithVariable(missing)}`);
    }
    const excluded = excludes.find(isGiven);
    if (excluded !== undefined) {
      throw new UsageError(`${nameWithVariable(key)} and ${nameWithVariable(excluded)}: give one of them`);
    }
  }
}

/**
 * Groups the options of each patient for the library. No reference is assumed: a XIS may have a real person under any. A XIS
 * may find the patient by the BSN.
 */
function withPatients(options: OptionValues): Partial<CheckOptions> {
  const others = Object.entries(options).filter(([name]) => !/^(?:patient|otherPatient)\./.test(name));
  const patients = {
    patient: toPatient(options['patient.reference'], options['patient.display'], options['patient.bsn']),
    otherPatient: toPatient(
      options['otherPatient.reference'],
      options['otherPatient.display'],
      options['otherPatient.bsn'],
    ),
  };
  return { ...Object.fromEntries(others), ...defined(patients) } as Partial<CheckOptions>;
}

function toPatient(reference: unknown, display: unknown, bsn: unknown) {
  return reference === undefined && bsn === undefined ? undefined : defined({ reference, display, bsn });
}

/** Converts an error about an option of the library to one in the words of its user; returns any other as it is. */
export function toUsageError(error: unknown, nameOption: (name: CheckOptionName) => string): unknown {
  if (!(error instanceof CheckOptionError)) return error;
  // The types that it names are the XIS's own.
  return new UsageError(`${nameOption(error.option)}: ${escapeControlCharacters(error.problem)}`, { cause: error });
}
