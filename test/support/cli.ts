import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { type Run, type RunInput, runWarm } from './warm-processes.ts';

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
  readonly stdout?: number | undefined;
  /** The size of the largest file that it can write, in blocks of 512 bytes: a disk that is full then. */
  readonly maxFileBlocks?: number | undefined;
  /** The working directory; default: that of the tests. */
  readonly cwd?: string;
  /** Whether the run has a process of its own, with its arguments; other ordinary runs share warm processes. */
  readonly isAlone?: boolean;
}

/** Starts `xis-testkit` from dist/, without `XIS_TESTKIT_` variables of this process. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { stdout, maxFileBlocks, cwd, isAlone = false }: StartOptions = {},
): RunningCommand & { readonly ended: Promise<EndedCommand> } {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
  const isOrdinary = !isAlone && stdout === undefined && maxFileBlocks === undefined && isReadLater(environment);
  const input = {
    args,
    environment: { ...clean, ...environment } as Record<string, string>,
    cwd: cwd ?? process.cwd(),
  };
  const run = isOrdinary ? runWarm(CLI, input) : runCold(input, { stdout, maxFileBlocks });
  const printed = { stdout: '', stderr: '' };
  const more = new EventEmitter();
  for (const name of ['stdout', 'stderr'] as const) {
    run.onText(name, (text) => {
      printed[name] += text;
      more.emit(name);
    });
  }
  const ended = run.ended.then((code) => ({ code, ...printed }));
  return {
    ended,
    async printed(pattern, name = 'stdout') {
      for (;;) {
        const match = pattern.exec(printed[name]);
        if (match) return match;
        const data = once(more, name).then(() => true);
        const hasOutput = await Promise.race([data, ended.then(() => false)]);
        if (!hasOutput && !pattern.test(printed[name]))
          throw new Error(`ended without printing ${pattern}: ${printed.stdout}${printed.stderr}`);
      }
    },
    closeOutput: run.closeOutput,
    interrupt: run.kill,
    stop(signal = 'SIGTERM') {
      run.kill(signal);
      return ended;
    },
  };
}

/** Returns whether Node.js and the modules read these variables when they are used, and not when they are loaded. */
function isReadLater(environment: Readonly<Record<string, string>>): boolean {
  return Object.keys(environment).every((name) => /^(?:XIS_TESTKIT_|NO_COLOR$|(?:https?|no)_proxy$)/i.test(name));
}

/** Runs a command in a new process. */
function runCold({ args, environment, cwd }: RunInput, { stdout, maxFileBlocks }: StartOptions): Run {
  const command = [process.execPath, CLI, ...args];
  const [file = '', ...rest] =
    maxFileBlocks === undefined
      ? command
      : ['/bin/sh', '-c', `ulimit -f ${maxFileBlocks}; exec "$@"`, 'sh', ...command];
  const child = spawn(file, rest, { cwd, env: environment, stdio: ['ignore', stdout ?? 'pipe', 'pipe'] });
  return {
    onText: (name, listener) => void child[name]?.setEncoding('utf8').on('data', listener),
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout?.destroy(),
    ended: once(child, 'close').then(([code]) => code as number | null),
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
