import { type Command, Option as CommanderOption, InvalidArgumentError } from 'commander';
import {
  CheckOptionError,
  type CheckOptionName,
  type CheckOptions,
  type OptionValues,
  validateOptions,
} from '../conformance/index.ts';
import { redactCredentials } from '../output/redaction.ts';
import { escapeControlCharacters } from '../output/terminal-text.ts';
import { defined } from '../schema/defined.ts';
import { object, type Schema, type Static, string } from '../schema/schema.ts';
import { validator } from '../schema/validator.ts';
import { UsageError } from './usage-error.ts';

/** An option of a command. Its key is its flag in camel case, which is also its key in a configuration file. */
export interface CommandOption {
  /** A sentence for help texts, editors and docs. */
  readonly description: string;
  /** Decides how the text of the command line is read, and what a configuration file may have. */
  readonly schema: Schema<unknown>;
  /** The valid values, for error texts. */
  readonly expected?: string;
  /** The name of the value in help texts. */
  readonly placeholder?: string;
  readonly short?: string;
  readonly default?: unknown;
  /** The environment variable that can be set instead. */
  readonly env?: string;
  readonly isSecret?: boolean;
  readonly isRequired?: boolean;
  /** The value is an argument of the command, without a flag. */
  readonly isArgument?: boolean;
  /** `false` keeps the option out of configuration files. */
  readonly isInFile?: boolean;
  readonly isCommaSeparated?: boolean;
  /** Keys of options that this one cannot do without. */
  readonly requires?: readonly string[];
  /** Keys of options of which this one cannot do without one. */
  readonly requiresOneOf?: readonly string[];
  /** Keys of options that this one excludes. */
  readonly excludes?: readonly string[];
  /** The option of the library that has this value. */
  readonly library?: CheckOptionName;
  /** The options of the library that the command derives from it: errors about those name this one. */
  readonly names?: readonly CheckOptionName[];
  /** Converts the value to the library's, where the two differ. */
  toLibrary?(value: never): unknown;
}

/** The schema of an option with any text but an empty one. */
export const TEXT = { schema: string({ minLength: 1 }), expected: 'a text that is not empty' };

/** Defines an option that names a file. */
export function fileOption(description: string, details: Partial<Omit<CommandOption, 'schema'>> = {}) {
  return { ...TEXT, description: `${description}.`, placeholder: 'file', ...details } satisfies CommandOption;
}

export type CommandTable = Readonly<Record<string, CommandOption>>;

/** The values of a table's options. */
export type CommandValues<T extends CommandTable> = { readonly [K in keyof T]?: Static<T[K]['schema']> };

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

/** Adds the options of a table to a command. */
export function addOptions(command: Command, table: CommandTable): Command {
  for (const [key, option] of Object.entries(table)) {
    // A configuration file may have it as well.
    const argument = 'config' in table ? `[${key}]` : `<${key}>`;
    if (option.isArgument) command.argument(argument, helpText(option.description));
    else command.addOption(commanderOption(key, option));
  }
  return command;
}

function commanderOption(key: string, { short, placeholder, ...option }: CommandOption): CommanderOption {
  const { schema, env, default: standard } = option;
  const type = schema['type'];
  const isSwitch = type === 'boolean';
  const flag = isSwitch && standard === true ? `--no-${flagOf(key).slice(2)}` : flagOf(key);
  const text = isSwitch ? flag : `${flag} <${placeholder ?? (type === 'integer' ? 'number' : 'value')}>`;
  const repeat = type === 'array' ? '; may be given several times' : '';
  const added = new CommanderOption(`${short ? `${short}, ` : ''}${text}`, helpText(option.description) + repeat);
  if (Array.isArray(schema['enum'])) added.choices(schema['enum']);
  if (type === 'integer') added.argParser(numberFrom(Number(schema['minimum']), Number(schema['maximum'])));
  if (type === 'array') added.argParser(option.isCommaSeparated ? collectPatterns : collect);
  if (standard !== undefined && !isSwitch) added.default(standard);
  return env === undefined ? added : added.env(env);
}

/** Converts a description for a help text: `Maximum number.` to `maximum number`. */
function helpText(description: string): string {
  const text = description.replace(/\.$/, '');
  return /^[A-Z][a-z ]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

/** Converts a key to its flag: `maxBookings` to `--max-bookings`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Returns a parser of whole numbers, for commander. */
function numberFrom(minimum: number, maximum: number) {
  return (text: string): number => {
    if (/^\d{1,10}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum) return Number(text);
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  };
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function collectPatterns(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** Returns the schema of an object with the options of a table by key: a configuration file, for instance. */
export function tableSchema(table: CommandTable) {
  const schemas = Object.entries(table).map(([key, { schema, expected, description, default: standard }]) => [
    key,
    { ...schema, description, ...defined({ expected, default: standard }) },
  ]);
  return object({}, Object.fromEntries(schemas) as Readonly<Record<string, Schema<unknown>>>);
}

/** Returns the schema of the values of a command's options, with an id by which scripts/precompile.mjs knows it. */
export function valuesSchema(table: CommandTable) {
  return { ...tableSchema(table), $id: `urn:xis-testkit:options:${Object.keys(table).join()}` };
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

function validateValues(table: CommandTable, values: CommandValues<CommandTable>, nameOf: (key: string) => string) {
  const known = Object.entries(values).filter(([key, value]) => key in table && value !== undefined);
  const [violation] = validator(valuesSchema(table)).violations(Object.fromEntries(known));
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
