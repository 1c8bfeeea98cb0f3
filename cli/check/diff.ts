import { diffReports, formatDiff, InvalidReportError } from '../../conformance/index.ts';
import { EXIT } from '../../errors/exit-codes.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { stdout } from '../output.ts';
import { textStyle } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** Compares two reports, with exit code 1 when something got worse. */
export async function runDiff(older: string, newer: string, color: boolean): Promise<void> {
  const diff = diffReports(await read(older), await read(newer));
  stdout.write(formatDiff(diff, textStyle(stdout, color)));
  process.exitCode = diff.gotWorse ? EXIT.failed : EXIT.ok;
}

/** @throws UsageError when the file is not a report */
async function read(path: string): Promise<unknown> {
  const { value } = await readYamlFile(path, 'a report of `check --json`');
  try {
    // Compared with itself, only to find out which of the two files is not a report.
    diffReports(value, value);
    return value;
  } catch (error) {
    throw error instanceof InvalidReportError ? new UsageError(`${path}: ${error.message}`, { cause: error }) : error;
  }
}
