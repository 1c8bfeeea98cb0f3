import { writeFile } from 'node:fs/promises';
import { killChildren } from './children.ts';
import type { Figure } from './figure.ts';
import { MEASURES, parseOptions, USAGE, UsageError } from './options.ts';
import { formatMarkdown, formatTable } from './report.ts';

/** The places that a run may write to. */
interface Places {
  /** A temporary folder. */
  readonly scratch: string;
  /** The file that `--write` writes. */
  readonly report: string;
}

/**
 * Runs the selected benchmarks, and prints their figures.
 * @returns the exit code: 0 if there are figures, met or not, because a benchmark is not a test
 */
export async function main(args: readonly string[], { scratch, report }: Places): Promise<number> {
  process.once('exit', killChildren);
  try {
    const options = parseOptions(args);
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
    process.stderr.write(`the benchmark failed: ${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}
