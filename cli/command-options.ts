import { type Command, Option as CommanderOption, InvalidArgumentError } from 'commander';
import type { CheckOptionName } from '../conformance/index.ts';
import { defined } from '../schema/defined.ts';
import { object, type Schema, type Static, string } from '../schema/schema.ts';

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
