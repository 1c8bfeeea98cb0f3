import { readFile } from 'node:fs/promises';
import { diffReports, diffText, NoReportError } from '../../conformance/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { textStyle } from './terminal.ts';

/** Compares two reports, with exit code 1 when something got worse. */
export async function runDiff(older: string, newer: string, color: boolean): Promise<void> {
  const diff = diffReports(await read(older), await read(newer));
  process.stdout.write(diffText(diff, textStyle(process.stdout, color)));
  process.exitCode = diff.gotWorse ? EXIT.failed : EXIT.ok;
}

/** @throws UsageError when the file is not a report */
async function read(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: expected a report, got a file that cannot be read (${error.code})`, {
      cause: error,
    });
  });
  try {
    const report: unknown = JSON.parse(text);
    // Compared with itself, to find out which of the two is not a report.
    diffReports(report, report);
    return report;
  } catch (error) {
    const problem = error instanceof NoReportError ? error.message : 'expected a report of `check --json`, got no JSON';
    throw new UsageError(`${path}: ${problem}`, { cause: error });
  }
}
