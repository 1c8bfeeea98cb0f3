import { toMistake } from '../schema/explain-errors.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { array, object, type Static, string } from '../schema/schema.ts';
import { validator } from '../schema/validator.ts';
import { parseYaml, readYamlFile, type YamlDocument } from '../schema/yaml.ts';

/** The file of known failures: a list of accepted failures, each with a reason. */
export const knownFailuresSchema = array(
  object(
    {
      check: string({ minLength: 1, description: 'The id of a check, for instance `slot-search/status`.' }),
      reason: string({ minLength: 1, description: 'Why the failure is accepted, for instance a ticket number.' }),
    },
    {
      until: string({
        pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
        expected: 'a date such as 2026-12-31',
        description: 'The last day on which the failure is accepted, for instance `2026-12-31`. Default: no limit.',
      }),
    },
  ),
  {
    title: 'KnownFailures',
    description: 'Checks that are known to fail or warn. Remove an entry when its check passes.',
  },
);

export type KnownFailure = Static<typeof knownFailuresSchema>[number];

const shape = validator(knownFailuresSchema, { all: true });

/**
 * Reads a file of known failures: YAML, or JSON, which is YAML as well. An empty file lists no failures.
 * @throws ConfigurationError with line and column of every mistake
 */
export async function loadKnownFailures(path: string): Promise<readonly KnownFailure[]> {
  return toKnownFailures(await readYamlFile(path, 'a file of known failures'));
}

/**
 * Parses the text of a file of known failures.
 * @param name of the text in messages
 * @throws ConfigurationError with line and column of every mistake
 */
export async function parseKnownFailures(text: string, name: string): Promise<readonly KnownFailure[]> {
  return toKnownFailures(parseYaml(text, name));
}

function toKnownFailures({ value, locate }: YamlDocument): readonly KnownFailure[] {
  const list = value ?? [];
  const violations = shape.violations(list);
  if (violations.length > 0) throw new ConfigurationError(violations.map(toMistake), locate);
  const entries = list as readonly KnownFailure[];
  const repeated = entries.flatMap(({ check }, index) => {
    if (entries.findIndex((entry) => entry.check === check) === index) return [];
    return [{ path: [index, 'check'], message: `expected each check once, got '${check}' again`, atKey: true }];
  });
  if (repeated.length > 0) throw new ConfigurationError(repeated, locate);
  return entries;
}
