import { readFile } from 'node:fs/promises';
import {
  type CheckReport,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
} from '../../conformance/index.ts';
import { expectWritable, writeReport } from '../write-report.ts';
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
 * Writes the requested reports.
 * @param runFile the path of the run file, if there is one
 * @returns their paths
 */
export async function writeReports(report: CheckReport, files: Files, runFile?: string): Promise<readonly string[]> {
  const forms = requestedReports(files);
  for (const [form, path] of forms) {
    // The summary of a job has several reports: append.
    const before = form === 'markdown' ? await readFile(path, 'utf8').catch(() => '') : '';
    const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const text =
      form === 'html' ? formatHtmlReport(report, runFile === undefined ? {} : { runFile }) : FORMS[form](report);
    await writeReport(path, before + gap + text);
  }
  return forms.map(([, path]) => path);
}
