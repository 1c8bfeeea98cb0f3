import {
  type CheckReport,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
} from '../../conformance/index.ts';
import { reportUnwritten } from '../output.ts';
import { expectWritable, writeReports } from '../write-report.ts';
import type { CheckSettings } from './options.ts';

const FORMS = {
  json: formatJsonReport,
  junit: formatJunitReport,
  html: formatHtmlReport,
  markdown: formatMarkdownReport,
} as const;
type Form = keyof typeof FORMS;
type Files = Pick<CheckSettings['values'], Form>;

/** Returns the requested reports with their paths. */
function requestedReports(files: Files): readonly (readonly [form: Form, path: string])[] {
  return (Object.keys(FORMS) as Form[]).flatMap((form) => {
    const path = files[form];
    return path === undefined ? [] : [[form, path] as const];
  });
}

/**
 * Checks before the run that its reports can be written.
 * @throws UsageError for the first that cannot
 */
export async function expectWritableReports({ values, nameOf }: CheckSettings): Promise<void> {
  for (const [form, path] of requestedReports(values)) await expectWritable(nameOf(form), path);
}

/**
 * Writes the requested reports, and reports those that cannot be written.
 * @param runFile the path of the run file, if there is one
 * @returns the paths of the others
 */
export async function writeCheckReports(
  report: CheckReport,
  { values, nameOf }: Pick<CheckSettings, 'values' | 'nameOf'>,
  runFile?: string,
): Promise<readonly string[]> {
  const reports = requestedReports(values).map(([form, path]) => ({
    option: nameOf(form),
    path,
    text: form === 'html' ? formatHtmlReport(report, runFile === undefined ? {} : { runFile }) : FORMS[form](report),
    // The summary of a job has several reports.
    isAppended: form === 'markdown',
  }));
  const { written, problems } = await writeReports(reports);
  reportUnwritten(problems);
  return written;
}
