import { toMistake, type Violation } from '../../schema/explain-errors.ts';
import { ConfigurationError, type Mistake } from '../../schema/mistake.ts';
import { validator } from '../../schema/validator.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { VARIABLES } from '../environment.ts';
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
 * @throws ConfigurationError with line and column of every mistake, without the values: they may be secrets
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const { value, locate } = await readYamlFile(path, 'a configuration file');
  // A file of comments only is an empty configuration.
  const values = value ?? {};
  const mistakes = shape.violations(values).map(describe);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  return { values: values as CheckConfig, locate: (option) => locate({ path: [option], atKey: true }) };
}

function describe(violation: Violation): Mistake {
  const mistake = toMistake(violation);
  if (mistake.atKey !== true || violation.key !== 'token') return mistake;
  return {
    ...mistake,
    message: `a token does not belong in a file: set ${VARIABLES.token}, or use tokenCommand`,
  };
}
