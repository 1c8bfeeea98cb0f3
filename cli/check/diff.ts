import { readFile } from 'node:fs/promises';
import { diffReports, diffText, InvalidReportError } from '../../conformance/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { styleOf } from './screen.ts';

/** Compares two reports; exit code 1 when something got worse. */
export async function runDiff(older: string, newer: string, color: boolean): Promise<void> {
  const diff = diffReports(await read(older), await read(newer));
  process.stdout.write(diffText(diff, styleOf(process.stdout, color)));
  process.exitCode = diff.gotWorse ? EXIT.failed : EXIT.ok;
}

/** @throws UsageError when it is no report */
async function read(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: expected a report, found that it cannot be read (${error.code})`);
  });
  try {
    const report: unknown = JSON.parse(text);
    // Compared with itself, only to find out here which of the two is none.
    diffReports(report, report);
    return report;
  } catch (error) {
    if (error instanceof InvalidReportError) throw new UsageError(`${path}: ${error.message}`);
    throw new UsageError(`${path}: expected a report that \`check --json\` has written, found no JSON`);
  }
}
