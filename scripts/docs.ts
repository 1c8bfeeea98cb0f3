import { checkConfigSchema } from '../cli/check/options.ts';
import type { SchemaName } from '../cli/schema/schemas.ts';
import { knownFailuresSchema } from '../conformance/known-failures.ts';
import { reportSchema } from '../conformance/report/report.ts';
import { packageVersion } from '../package/files.ts';
import { adminOpenApi } from '../simulator/admin/openapi.ts';
import { adminPage } from './reference/admin-page.ts';
import { authorizationServerPage } from './reference/authorization-server-page.ts';
import { checkMatrixPage } from './reference/check-matrix-page.ts';
import { checksPage } from './reference/checks-page.ts';
import { clausesPage } from './reference/clauses-page.ts';
import { commandLinePage } from './reference/command-line-page.ts';
import { configurationPage } from './reference/configuration-page.ts';
import { defectsPage } from './reference/defects-page.ts';
import { errorsPage } from './reference/errors-page.ts';
import { adminHttpFile, fhirHttpFile } from './reference/http-files.ts';
import { practiceSchema, toEditorSchema } from './reference/practice-schema.ts';
import { providerStatesPage } from './reference/provider-states-page.ts';
import { scenarioSchema } from './reference/scenario-schema.ts';
import { troubleshootingPage } from './reference/troubleshooting-page.ts';
import { uiPage } from './reference/ui-page.ts';

/** Returns the files of docs/reference. `npm run docs` writes them, and a test compares them with the sources. */
export function referenceFiles(): ReadonlyMap<string, string> {
  const version = packageVersion();
  return new Map([
    ['practice.schema.json', editorSchema('practice', practiceSchema())],
    ['scenario.schema.json', editorSchema('scenario', scenarioSchema())],
    ['check-config.schema.json', editorSchema('check', toEditorSchema(checkConfigSchema()))],
    ['check-report.schema.json', editorSchema('report', toEditorSchema(reportSchema))],
    ['known-failures.schema.json', editorSchema('known-failures', toEditorSchema(knownFailuresSchema))],
    ['admin.openapi.json', json(adminOpenApi(version))],
    ['http/fhir.http', fhirHttpFile()],
    ['http/admin.http', adminHttpFile()],
    ['configuration.md', configurationPage()],
    ['admin.md', adminPage()],
    ['ui.md', uiPage()],
    ['authorization-server.md', authorizationServerPage()],
    ['errors.md', errorsPage()],
    ['defects.md', defectsPage()],
    ['clauses.md', clausesPage()],
    ['checks.md', checksPage()],
    ['check-matrix.md', checkMatrixPage()],
    ['command-line.md', commandLinePage()],
    ['provider-states.md', providerStatesPage()],
    ['troubleshooting.md', troubleshootingPage()],
  ]);
}

/** Returns a schema for editors. Its id is no URL: a host that is not ours could be taken by others. */
function editorSchema(name: SchemaName, schema: unknown): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', $id: `urn:xis-testkit:schema:${name}` };
  return json({ ...head, ...(schema as object) });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
