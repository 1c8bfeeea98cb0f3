import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfigSchema } from '../../cli/check/options.ts';
import { knownFailuresSchema } from '../../conformance/known-failures.ts';
import { authorizationServerSchema } from '../../oauth/index.ts';
import { validator } from '../../schema/validator.ts';
import { practiceSchema } from '../../scripts/reference/practice-schema.ts';
import { scenarioSchema } from '../../scripts/reference/scenario-schema.ts';
import { faultSchema } from '../../simulator/domain/fault/rule.ts';
import { checkConfiguration, checkOrganization } from '../../simulator/practice/check.ts';
import { defaultConfigurationPath } from '../../simulator/practice/default.ts';
import type { Configuration } from '../../simulator/practice/schema.ts';
import { documents, type Fence } from './support/documents.ts';

const fences = documents().flatMap((document) =>
  document.fences.filter(({ language }) => /^(ya?ml|json)$/.test(language)),
);
const [defaultOrganization] = (parse(readFileSync(defaultConfigurationPath(), 'utf8')) as Configuration).organizations;
const publishedSchema = new Ajv({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(practiceSchema() as object);

const scenarioShape = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
  scenarioSchema() as object,
);

/** The validation of each kind of block. */
const CHECKS: Readonly<Record<string, (value: unknown) => readonly unknown[]>> = {
  /** A complete configuration. */
  practice: (value) => [...checkConfiguration(value), ...editorMistakes(value)],
  organization: (value) => [...checkOrganization(value), ...editorMistakes({ organizations: [value] })],
  /** Keys of an organization; the built-in one has the rest. */
  part: (value) => {
    const organization = { ...defaultOrganization, ...(value as object) };
    return [...checkOrganization(organization), ...editorMistakes({ organizations: [organization] })];
  },
  /** Keys of a configuration beside its organizations. */
  settings: (value) => {
    const configuration = { ...(value as object), organizations: [defaultOrganization] };
    return [...checkConfiguration(configuration), ...editorMistakes(configuration)];
  },
  /** The settings of an authorization server. */
  authorize: (value) => validator(authorizationServerSchema, { all: true }).violations(value),
  fault: (value) => validator(faultSchema, { all: true }).violations(value),
  /** A scenario. A run checks the names in its steps. */
  scenario: (value) => (scenarioShape(value) ? [] : (scenarioShape.errors ?? [])),
  /** A response of the simulator. The test of the shell commands checks it. */
  answer: () => [],
  /** A request to the simulator. The test of the shell commands sends it. */
  request: () => [],
  /** A job of a continuous integration service. jobs.test.ts runs it. */
  job: () => [],
  /** A compose file. jobs.test.ts reads it. */
  compose: () => [],
  /** A configuration of a check. */
  check: (value) => validator(checkConfigSchema(), { all: true }).violations(value),
  /** A file of known failures. */
  known: (value) => validator(knownFailuresSchema, { all: true }).violations(value),
  /** An example message. examples.test.ts checks it. */
  example: () => [],
};

function editorMistakes(value: unknown): readonly unknown[] {
  return publishedSchema(value) ? [] : (publishedSchema.errors ?? []);
}

describe('a YAML or JSON block of the documents', () => {
  it.each(fences.map((fence) => [fence.place, fence] as const))('%s is valid', (_place, fence) => {
    expect(Object.keys(CHECKS), 'the block has no kind: write it behind its language').toContain(fence.kind);
    expect(CHECKS[fence.kind]?.(read(fence))).toEqual([]);
  });
});

it('the published schema takes the built-in practice', () => {
  expect(editorMistakes(parse(readFileSync(defaultConfigurationPath(), 'utf8')))).toEqual([]);
});

it.each([
  ['a time of day', { hours: [{ days: 'daily', from: '8:00', to: '12:00', type: 'consult' }] }],
  ['a moment', { slots: [{ start: 'someday', type: 'consult' }] }],
  ['an unknown key', { opening: [] }],
])('the published schema finds a mistake in %s', (_what, change) => {
  const organization = defaultOrganization as Configuration['organizations'][number];
  const schedules = [{ ...organization.schedules[0], ...change }];
  expect(editorMistakes({ organizations: [{ ...organization, schedules }] })).not.toEqual([]);
});

function read({ language, text }: Fence): unknown {
  return language === 'json' ? JSON.parse(text) : parse(text);
}
