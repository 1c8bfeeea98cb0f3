import {
  type CheckReport,
  formatBundle,
  formatHar,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
  type HtmlOptions,
} from '../../conformance/index.ts';
import { defined } from '../../schema/defined.ts';
import { reportUnwritten } from '../output.ts';
import { expectWritable, writeReports } from '../write-report.ts';
import type { CheckSettings } from './options.ts';

type Form = 'json' | 'junit' | 'html' | 'markdown' | 'har' | 'bundle';

/** The forms of a report, by the option with the path of their file. */
const FORMS: Readonly<Record<Form, (report: CheckReport, options: HtmlOptions) => string | Uint8Array>> = {
  json: formatJsonReport,
  junit: formatJunitReport,
  html: formatHtmlReport,
  markdown: formatMarkdownReport,
  har: formatHar,
  bundle: formatBundle,
};
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
  await expectWritable(requestedReports(values).map(([form, path]) => ({ option: nameOf(form), path })));
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
    content: FORMS[form](report, defined({ runFile })),
    // The summary of a job has several reports.
    isAppended: form === 'markdown',
  }));
  const { written, problems } = await writeReports(reports);
  reportUnwritten(problems);
  return written;
}
