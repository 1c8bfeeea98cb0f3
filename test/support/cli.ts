import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const CLI = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** A command that has ended. */
export interface EndedCommand {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface RunningCommand {
  /** Resolves with the first match in its output or its errors, and rejects when it ends without a match. */
  printed(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  /** Closes its output, as `| head` does. */
  closeOutput(): void;
  /** Sends a signal. */
  interrupt(signal: NodeJS.Signals): void;
  /** Sends a signal, and waits for the end of the command. */
  stop(signal?: NodeJS.Signals): Promise<EndedCommand>;
}

/** How a command is started. */
interface StartOptions {
  /** A file descriptor for its output; by default the output is collected. */
  readonly stdout?: number;
  /** The size of the largest file that it can write, in blocks of 512 bytes: a disk that is full then. */
  readonly maxFileBlocks?: number;
  /** The working directory; default: that of the tests. */
  readonly cwd?: string;
}

/** Starts `xis-testkit` from dist/, without `XIS_TESTKIT_` variables of this process. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { stdout, maxFileBlocks, cwd }: StartOptions = {},
): RunningCommand & { readonly ended: Promise<EndedCommand> } {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
  const command = [process.execPath, CLI, ...args];
  const [file = '', ...rest] =
    maxFileBlocks === undefined
      ? command
      : ['/bin/sh', '-c', `ulimit -f ${maxFileBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(file, rest, {
    cwd,
    env: { ...clean, ...environment },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...printed }));
  return {
    ended,
    async printed(pattern, name = 'stdout') {
      for (;;) {
        const match = pattern.exec(printed[name]);
        if (match) return match;
        const data = once(child[name] as Readable, 'data').then(() => true);
        const hasOutput = await Promise.race([data, ended.then(() => false)]);
        if (!hasOutput && !pattern.test(printed[name]))
          throw new Error(`ended without printing ${pattern}: ${printed.stdout}${printed.stderr}`);
      }
    },
    closeOutput: () => void child.stdout?.destroy(),
    interrupt: (signal) => void child.kill(signal),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs `xis-testkit` to its end. */
export function runCli(
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
  options?: StartOptions,
): Promise<EndedCommand> {
  return startCli(args, environment, options).ended;
}
