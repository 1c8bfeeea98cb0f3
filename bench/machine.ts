import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** Processor time since an arbitrary moment, in ticks of the kernel. */
export interface ProcessorTime {
  /** Of all processes on all cores, and of other machines on the same cores. */
  readonly busy: number;
  /** Of all cores, idle or not. */
  readonly total: number;
  /** Of this process and the processes that it started. */
  readonly own: number;
}

/** The other work of the machine during a benchmark. */
export interface OtherWork {
  /** The name of the benchmark. */
  readonly during: string;
  /** Its share of the processor time of all cores: 0 to 1. */
  readonly share: number;
}

/** The state of the machine during a run. */
export interface MachineState {
  /** The load average of the last minute, at the start and at the end. */
  readonly load: { readonly start: number; readonly end: number };
  /** Empty if the system has no `/proc`. */
  readonly others: readonly OtherWork[];
}

/** Returns the load average of the last minute; 0 on Windows, which has no such figure. */
export function readLoad(): number {
  return loadavg()[0] ?? 0;
}

/** Reads the processor time of all processes and of those of the benchmark; undefined without `/proc`. */
export function readProcessorTime(): ProcessorTime | undefined {
  try {
    const own = sumTree(process.pid, readProcesses());
    return { ...parseProcessorTime(readFileSync('/proc/stat', 'utf8')), own };
  } catch {
    return undefined;
  }
}

/** Returns the share of processor time that other work took between two readings: 0 to 1. */
export function shareOfOthers(before: ProcessorTime, after: ProcessorTime): number {
  const others = after.busy - before.busy - (after.own - before.own);
  const total = after.total - before.total;
  // The kernel rounds each of the three to ticks.
  return total > 0 ? Math.min(1, Math.max(0, others / total)) : 0;
}

/** Parses the first line of `/proc/stat`. */
export function parseProcessorTime(stat: string): Omit<ProcessorTime, 'own'> {
  // user, nice, system, idle, iowait, irq, softirq, steal; the time of guests is part of user and nice.
  const ticks = (stat.split('\n', 1)[0] ?? '').split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, number) => sum + number, 0);
  const [, , , idle = 0, iowait = 0] = ticks;
  return { busy: total - idle - iowait, total };
}

/** A process in `/proc`. */
export interface Process {
  readonly id: number;
  readonly parent: number;
  /** Its processor time and that of its children that ended, in ticks. */
  readonly ticks: number;
}

/** Parses `/proc/<id>/stat`. */
export function parseProcess(stat: string): Process {
  // The name of the program is in parentheses, and may have spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, ...times] = [1, 11, 12, 13, 14].map((index) => Number(fields[index]));
  return { id: Number.parseInt(stat, 10), parent: parent ?? 0, ticks: times.reduce((sum, time) => sum + time, 0) };
}

/** Returns the processor time of a process and of all below it, in ticks. */
export function sumTree(root: number, processes: readonly Process[]): number {
  const own = processes.find(({ id }) => id === root)?.ticks ?? 0;
  const children = processes.filter(({ parent }) => parent === root);
  return children.reduce((sum, { id }) => sum + sumTree(id, processes), own);
}

function readProcesses(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        return [parseProcess(readFileSync(`/proc/${id}/stat`, 'utf8'))];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}
