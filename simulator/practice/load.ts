import { ConfigurationError } from '../../schema/mistake.ts';
import { readTextFile, readYaml } from '../../schema/yaml.ts';
import { checkConfiguration } from './check.ts';
import type { Configuration } from './schema.ts';

/**
 * Reads a configuration file, YAML or JSON (which is YAML as well).
 * @param path of the file
 * @throws ConfigurationError with file, line and path of every mistake, also when the file cannot be read
 */
export async function loadConfiguration(path: string): Promise<Configuration> {
  const text = await readTextFile(path, 'a configuration file');
  const quickly = path.endsWith('.json') ? parseJson(text) : undefined;
  return quickly ?? parseConfiguration(text, path);
}

/** Parses a JSON file. A file with mistakes needs the YAML parser, for their lines. */
function parseJson(text: string): Configuration | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return checkConfiguration(value).length === 0 ? (value as Configuration) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses the text of a configuration.
 * @param name of the text in messages
 */
export async function parseConfiguration(text: string, name: string): Promise<Configuration> {
  const { value, locate } = await readYaml(text, name);
  const mistakes = checkConfiguration(value);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  return value as Configuration;
}
