import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { spawnMeasured } from './children.ts';
import { summarize, summarizeRatios } from './figure.ts';

/** The time of a command, in milliseconds. */
export interface CommandTime {
  /** From its start to its end. */
  readonly elapsedMs: number;
  /** Of the processor. */
  readonly cpuMs: number;
}

/**
 * Runs Node with arguments until it ends.
 * @param exitCode the expected one; any other one is an error
 */
export async function runCommand(
  args: readonly string[],
  exitCode: number,
  env: Readonly<Record<string, string>> = {},
): Promise<CommandTime> {
  const began = performance.now();
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'] as const;
  const child = spawnMeasured(args, { preload: 'report-usage', stdio: [...stdio], env });
  const [cpuMs, [code]] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  const elapsedMs = performance.now() - began;
  if (code !== exitCode) throw new Error(`node ${args.join(' ')}: expected exit code ${exitCode}, got ${code}`);
  return { elapsedMs, cpuMs: Number(cpuMs) };
}

const elapsed = ({ elapsedMs }: CommandTime): number => elapsedMs;
const processor = ({ cpuMs }: CommandTime): number => cpuMs;

/** Summarizes the times of a command, in milliseconds. */
export function summarizeCommands(times: readonly CommandTime[]) {
  return { unit: 'ms', value: summarize(times.map(elapsed)), byProcessor: summarize(times.map(processor)) } as const;
}

/** Compares the times of a command with those of another, round by round. */
export function compareCommands(times: readonly CommandTime[], base: readonly CommandTime[]) {
  return {
    unit: 'times',
    value: summarizeRatios(times.map(elapsed), base.map(elapsed)),
    byProcessor: summarizeRatios(times.map(processor), base.map(processor)),
  } as const;
}
