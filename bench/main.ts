import { readFile, writeFile } from 'node:fs/promises';
import { killChildren } from './children.ts';
import type { Figure } from './figure.ts';
import { type MachineState, type OtherWork, readLoad, readProcessorTime, shareOfOthers } from './machine.ts';
import { MEASURES, type Options, parseOptions, USAGE, UsageError } from './options.ts';
import { comparePeers, type PeerResult } from './peers/compare.ts';
import { formatPeers } from './peers/table.ts';
import { formatFigures, formatTable, replaceSection } from './report.ts';

/** The places that a run may write to. */
interface Places {
  /** A temporary folder. */
  readonly scratch: string;
  /** The file whose sections `--write` and `--peers` write. */
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
    if (options.help) process.stdout.write(USAGE);
    else if (options.peers) await runPeers(options, { scratch, report });
    else await runMeasures(options, { scratch, report });
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

async function runMeasures(options: Options, { scratch, report }: Places): Promise<void> {
  const figures: Figure[] = [];
  const machine = await observeMachine(options.only, async (name) => {
    figures.push(...(await MEASURES[name]({ scratch, effort: options.effort })));
  });
  process.stdout.write(`\n${formatTable(figures, machine)}`);
  if (options.write) await writeSection(report, 'Figures', formatFigures(figures, machine));
}

async function runPeers(options: Options, { scratch, report }: Places): Promise<void> {
  let results: readonly PeerResult[] = [];
  const machine = await observeMachine(['peers'], async () => {
    results = await comparePeers({ scratch, effort: options.effort });
  });
  const section = formatPeers(results, machine);
  process.stdout.write(`\n${section}`);
  if (options.write) await writeSection(report, 'Peers', section);
}

/** Runs benchmarks one after another, and observes the other work of the machine meanwhile. */
async function observeMachine<K extends string>(
  names: readonly K[],
  run: (name: K) => Promise<void>,
): Promise<MachineState> {
  const start = readLoad();
  const others: OtherWork[] = [];
  for (const name of names) {
    process.stderr.write(`${name}\n`);
    const before = readProcessorTime();
    await run(name);
    const after = readProcessorTime();
    if (before && after) others.push({ during: name, share: shareOfOthers(before, after) });
  }
  return { load: { start, end: readLoad() }, others };
}

async function writeSection(file: string, heading: string, section: string): Promise<void> {
  await writeFile(file, replaceSection(await readFile(file, 'utf8'), heading, section));
}
