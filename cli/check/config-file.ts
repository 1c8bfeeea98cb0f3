import { toMistake, type Violation } from '../../schema/explain-errors.ts';
import { ConfigurationError, type Mistake } from '../../schema/mistake.ts';
import { validator } from '../../schema/validator.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { VARIABLES } from '../environment.ts';
import { checkConfigSchema } from './options.ts';

/** The places of secrets, which do not belong in a file. */
const SECRETS: ReadonlyMap<string | undefined, string> = new Map([
  ['token', `a token does not belong in a file: set ${VARIABLES.token}, or use tokenCommand`],
  ['otherToken', `a token does not belong in a file: set ${VARIABLES.otherToken}, or use otherSubjectTokenCommand`],
  ['subjectToken', `a token does not belong in a file: set ${VARIABLES.subjectToken}, or use subjectTokenCommand`],
  ['clientSecret', `a secret does not belong in a file: set ${VARIABLES.clientSecret}`],
]);

const shape = validator(checkConfigSchema(), { all: true });

/** A configuration file of a check. */
export interface ConfigFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** Returns the place of an option in it: `check.yaml:3:1 maxBookings`. */
  locate(key: string): string;
}

/**
 * Reads a configuration file, YAML or JSON (which is YAML as well).
 * @throws ConfigurationError with line and column of each mistake, without the value: it may be a secret
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const { value, locate } = await readYamlFile(path, 'a configuration file');
  // A file with comments only is valid.
  const values = value ?? {};
  const mistakes = shape.violations(values).map(describe);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  return {
    values: values as Readonly<Record<string, unknown>>,
    locate: (key) => locate({ path: [key], atKey: true }),
  };
}

function describe(violation: Violation): Mistake {
  const mistake = toMistake(violation);
  const advice = mistake.atKey === true ? SECRETS.get(violation.key) : undefined;
  if (advice !== undefined) return { ...mistake, message: advice };
  // YAML reads digits as a number, and drops leading zeros.
  return /\ba number$/.test(mistake.message)
    ? { ...mistake, message: `${mistake.message}; digits need quotes` }
    : mistake;
}
