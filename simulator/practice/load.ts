import { dirname, resolve } from 'node:path';
import { ConfigurationError } from '../../schema/mistake.ts';
import { parseYaml, readYamlFile, type YamlDocument } from '../../schema/yaml.ts';
import { resolveStoreFolder } from '../store/settings.ts';
import { checkConfiguration } from './check.ts';
import type { CallbackTls, Configuration } from './schema.ts';

/**
 * Reads a configuration file, YAML or JSON (which is YAML as well). Paths in it are relative to it.
 * @throws ConfigurationError with file, line and path of every mistake, also when the file cannot be read
 */
export async function loadConfiguration(path: string): Promise<Configuration> {
  const configuration = toConfiguration(await readYamlFile(path, 'a configuration file'));
  const { store, callbackTls, callbackAuthorization } = configuration;
  const resolveFile = (file: string): string => resolve(dirname(path), file);
  return {
    ...configuration,
    ...(store !== undefined && { store: resolveStoreFolder(store, resolveFile) }),
    ...(callbackTls && { callbackTls: mapValues(callbackTls, resolveFile) }),
    ...(callbackAuthorization?.clientKeyJwk !== undefined && {
      callbackAuthorization: {
        ...callbackAuthorization,
        clientKeyJwk: resolveFile(callbackAuthorization.clientKeyJwk),
      },
    }),
  };
}

function mapValues(files: CallbackTls, change: (file: string) => string): CallbackTls {
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, change(file)]));
}

/**
 * Parses the text of a configuration.
 * @param name of the text in messages
 */
export async function parseConfiguration(text: string, name: string): Promise<Configuration> {
  return toConfiguration(parseYaml(text, name));
}

function toConfiguration({ value, locate }: YamlDocument): Configuration {
  const mistakes = checkConfiguration(value);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  return value as Configuration;
}
