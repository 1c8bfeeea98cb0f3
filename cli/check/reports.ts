import { readFile } from 'node:fs/promises';
import { type CheckReport, htmlReport, jsonReport, junitReport, markdownReport } from '../../conformance/index.ts';
import type { CheckCommandOptions } from '../check.ts';
import { expectWritable, writeReport } from '../write-report.ts';
import type { Settings } from './settings.ts';

const FORMS = { json: jsonReport, junit: junitReport, html: htmlReport, markdown: markdownReport } as const;
type Form = keyof typeof FORMS;
type Files = Pick<CheckCommandOptions, Form>;

/** The reports that were asked for, and where they go. */
function asked(files: Files): readonly (readonly [form: Form, path: string])[] {
  return (Object.keys(FORMS) as Form[]).flatMap((form) => {
    const path = files[form];
    return path === undefined ? [] : [[form, path] as const];
  });
}

/**
 * Finds out before the check whether its reports can be written after it.
 * @throws UsageError when one cannot
 */
export async function checkWritable({ options, nameOf }: Settings): Promise<void> {
  for (const [form, path] of asked(options)) await expectWritable(nameOf(form), path);
}

/**
 * Writes the reports.
 * @param runFile its path, where there is one
 * @returns where they are
 */
export async function writeReports(report: CheckReport, files: Files, runFile?: string): Promise<readonly string[]> {
  const forms = asked(files);
  for (const [form, path] of forms) {
    // The summary of a job has room for several: it goes to the end of what is there.
    const before = form === 'markdown' ? await readFile(path, 'utf8').catch(() => '') : '';
    const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const text = form === 'html' ? htmlReport(report, runFile === undefined ? {} : { runFile }) : FORMS[form](report);
    await writeReport(path, before + gap + text);
  }
  return forms.map(([, path]) => path);
}
