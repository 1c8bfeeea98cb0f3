import { checkConfigSchema as configSchema } from '../../cli/check/options.ts';
import { knownFailuresSchema as fileSchema } from '../../conformance/known-failures.ts';
import { reportSchema } from '../../conformance/report/report.ts';
import { editorSchema } from './practice-schema.ts';

const DRAFT = { $schema: 'http://json-schema.org/draft-07/schema#' };

/** Returns the JSON Schema of the report of `check --json`. */
export function checkReportSchema(): unknown {
  return { ...DRAFT, ...(editorSchema(reportSchema) as object) };
}

/** Returns the JSON Schema of a file of known failures, for editors. */
export function knownFailuresSchema(): unknown {
  return { ...DRAFT, ...(editorSchema(fileSchema) as object) };
}

/** Returns the JSON Schema of the file of `check --config`, for editors. */
export function checkConfigSchema(): unknown {
  return { ...DRAFT, ...(editorSchema(configSchema()) as object) };
}
