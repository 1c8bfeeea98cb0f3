import { type Violation, validator } from '../../schema/validator.ts';
import { ConfigurationError, type Mistake, readTextFile, readYaml } from '../../simulator/index.ts';
import { VARIABLES } from '../environment.ts';
import { UsageError } from '../usage-error.ts';
import { type CheckConfig, checkConfigSchema } from './config-schema.ts';

const shape = validator(checkConfigSchema, { all: true });

/** A configuration file of a check, read. */
export interface ConfigFile {
  readonly values: CheckConfig;
  /** Where an option stands in it: `check.yaml:3:1 maxBookings`. */
  locate(option: string): string;
}

/**
 * Reads a configuration file, YAML or JSON (which is YAML as well).
 * @throws UsageError with line and column of every mistake; what was found is not told, it may be a secret
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    const { value, locate } = await readYaml(await readTextFile(path, 'a configuration file'), path);
    // A file with nothing but comments says nothing.
    const values = value ?? {};
    const mistakes = shape.violations(values).map(mistakeOf);
    if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
    return { values: values as CheckConfig, locate: (option) => locate({ path: [option], atKey: true }) };
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message) : error;
  }
}

function mistakeOf({ path, key, keyword, message }: Violation): Mistake {
  if (key === undefined || keyword !== 'additionalProperties') return { path, message };
  const told =
    key === 'token' ? `a token does not belong in a file: set ${VARIABLES.token}, or use tokenCommand` : message;
  return { path: [...path, key], message: told, atKey: true };
}
