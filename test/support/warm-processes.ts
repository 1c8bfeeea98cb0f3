import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A run of a command. */
export interface Run {
  /** Calls a listener with each part of the output. */
  onText(stream: 'stdout' | 'stderr', listener: (text: string) => void): void;
  /** Sends a signal, unless the run has ended. */
  kill(signal: NodeJS.Signals): void;
  closeOutput(): void;
  /** Resolves with the exit code when all of the output was passed on; `null` after a signal that ended the process. */
  readonly ended: Promise<number | null>;
}

/** What a run gets. */
export interface RunInput {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const SCRIPT = new URL('warm-command.mjs', import.meta.url);
/** Follows the output of a run. */
const MARK = '\u0000end of the run\u0000';

/** The processes of this worker that run nothing. They end with the worker, whose channel to them closes. */
const idle: ChildProcess[] = [];

/** Runs a command in a process that has loaded its modules, perhaps in an earlier run; several at once have one each. */
export function runWarm(main: string, input: RunInput): Run {
  const child = idle.pop() ?? fork(SCRIPT, [main], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  keepWorkerFor(child, true);
  const stdout = readRun(child.stdout as Readable);
  const stderr = readRun(child.stderr as Readable);
  let hasEnded = false;
  let isSignaled = false;
  const waiting = new AbortController();
  const ended = Promise.race([
    once(child, 'message', waiting).then(async ([{ code, isReusable }]) => {
      await Promise.all([stdout.ended, stderr.ended]);
      hasEnded = true;
      if (isReusable) putBack(child, isSignaled).catch(() => undefined);
      else child.kill('SIGKILL');
      return code as number;
    }),
    once(child, 'close', waiting).then(([code]) => code as number | null),
  ]).finally(() => {
    hasEnded = true;
    waiting.abort();
    for (const stream of [stdout, stderr]) stream.stop();
  });
  child.send({ ...input, mark: MARK });
  return {
    ended,
    onText: (name, listener) => void (name === 'stdout' ? stdout : stderr).listeners.push(listener),
    kill(signal) {
      if (hasEnded) return;
      isSignaled = true;
      child.kill(signal);
    },
    closeOutput: () => void child.stdout?.destroy(),
  };
}

/** Makes a process available for another run. One that may not have got its signal yet answers first, or ends. */
async function putBack(child: ChildProcess, isSignaled: boolean): Promise<void> {
  if (isSignaled) {
    const answer = once(child, 'message');
    child.send({});
    await answer;
  }
  if (!child.connected || child.stdout?.destroyed) return void child.kill('SIGKILL');
  keepWorkerFor(child, false);
  idle.push(child);
}

/** Reads one run from a stream, up to the mark behind it. */
function readRun(stream: Readable) {
  const listeners: ((text: string) => void)[] = [];
  let held = '';
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const read = (text: string): void => {
    held += text;
    const at = held.indexOf(MARK);
    // A part of the mark may follow.
    const shown = at >= 0 ? at : held.lastIndexOf('\u0000') >= 0 ? held.lastIndexOf('\u0000') : held.length;
    const part = held.slice(0, shown);
    held = held.slice(shown);
    if (part !== '') for (const listener of listeners) listener(part);
    if (at >= 0) end();
  };
  stream.setEncoding('utf8').on('data', read);
  // The reader has closed it, or the process has ended.
  stream.once('close', end);
  return {
    listeners,
    ended,
    stop: () => {
      stream.off('data', read);
      stream.off('close', end);
    },
  };
}

/** Sets whether a process keeps the worker of the tests running. */
function keepWorkerFor(child: ChildProcess, isKept: boolean): void {
  const handles = [child, child.channel, child.stdout, child.stderr] as unknown as { ref?(): void; unref?(): void }[];
  for (const handle of handles) isKept ? handle?.ref?.() : handle?.unref?.();
}
