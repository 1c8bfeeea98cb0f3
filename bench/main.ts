import { writeFile } from 'node:fs/promises';
import { killChildren } from './children.ts';
import type { Figure } from './figure.ts';
import { MEASURES, parseOptions, USAGE, UsageError } from './options.ts';
import { formatMarkdown, formatTable } from './report.ts';

/** Where a run may write. */
interface Places {
  /** A folder that is gone after the run. */
  readonly scratch: string;
  /** The file that `--write` writes. */
  readonly report: string;
}

/**
 * Runs the benchmarks that were asked for, and prints what they found.
 * @returns the exit code: 0 whatever the figures are, for a benchmark is no test; another when there are no figures
 */
export async function main(words: readonly string[], { scratch, report }: Places): Promise<number> {
  process.once('exit', killChildren);
  try {
    const options = parseOptions(words);
    if (options.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const figures: Figure[] = [];
    for (const name of options.only) {
      process.stderr.write(`${name}\n`);
      figures.push(...(await MEASURES[name]({ scratch, effort: options.effort })));
    }
    process.stdout.write(`\n${formatTable(figures)}`);
    if (options.write) await writeFile(report, formatMarkdown(figures));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    process.stderr.write(`the benchmark could not be done: ${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}
