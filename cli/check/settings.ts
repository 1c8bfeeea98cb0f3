import type { Command } from 'commander';
import { type CommandTable, type CommandValues, flagOf } from '../command-options.ts';
import { type Settings, toSettings } from '../settings.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';

/**
 * Reads the options of a command from command line, environment and configuration file, in this order of precedence.
 * @param table the options of the command
 * @param command after it was parsed
 * @param url the argument of the command
 * @throws UsageError for an option that is invalid
 * @throws ConfigurationError for mistakes in the file
 */
export async function readSettings<T extends CommandTable>(
  table: T,
  command: Command,
  url?: string,
): Promise<Settings<T>> {
  const { config } = command.opts<{ readonly config?: string }>();
  const given = { ...command.opts<Record<string, unknown>>(), ...(url !== undefined && { url }) };
  const isDefault = (key: string): boolean => command.getOptionValueSource(key) === 'default';
  const file = config === undefined ? undefined : await readConfigFile(config);
  const fromFile = file === undefined ? {} : takeFromFile(table, file, (key) => key in given && !isDefault(key));
  const nameOf = (key: string): string => {
    if (file && key in fromFile) return file.locate(key);
    return table[key]?.isArgument ? `<${key}>` : flagOf(key);
  };
  return toSettings(table, { ...given, ...fromFile } as CommandValues<T>, nameOf);
}

/**
 * Returns the values of a file that the command line neither has nor excludes, without those that go with an excluded one. A
 * clean-up uses fewer of them.
 */
function takeFromFile(table: CommandTable, { values }: ConfigFile, isGiven: (key: string) => boolean) {
  const isExcluded = (key: string): boolean => key in values && table[key]?.excludes?.some(isGiven) === true;
  const isTaken = ([key]: readonly [string, unknown]): boolean => {
    const owners = table[key]?.requiresOneOf ?? [];
    const isOwned = owners.length === 0 || owners.some(isGiven) || !owners.some(isExcluded);
    return key in table && !isGiven(key) && !isExcluded(key) && isOwned;
  };
  return Object.fromEntries(Object.entries(values).filter(isTaken));
}
