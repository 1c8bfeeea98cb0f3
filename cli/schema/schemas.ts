/** The schemas of the package by name: the files in docs/reference, and what they describe. */
export const SCHEMAS = {
  practice: { file: 'practice.schema.json', describes: 'a configuration of practices, for simulate' },
  scenario: { file: 'scenario.schema.json', describes: 'a scenario' },
  check: { file: 'check-config.schema.json', describes: 'a configuration file of check' },
  report: { file: 'check-report.schema.json', describes: 'the report that check --json writes' },
  'known-failures': { file: 'known-failures.schema.json', describes: 'a file of known failures of check' },
  admin: { file: 'admin.openapi.json', describes: 'the control interface, as OpenAPI 3.1' },
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** Returns the path of a schema in the package. */
export function schemaPath(name: SchemaName): string {
  return `docs/reference/${SCHEMAS[name].file}`;
}
