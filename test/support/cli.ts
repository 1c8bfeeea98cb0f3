import { spawn } from 'node:child_process';
import { once } from 'node:events';

const CLI = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** A command that has ended. */
export interface EndedCommand {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface RunningCommand {
  /** Resolves with the first match in its output, and rejects when it ends without a match. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Closes its output, as `| head` does. */
  closeOutput(): void;
  /** Sends a signal, and waits for the end of the command. */
  stop(signal?: NodeJS.Signals): Promise<EndedCommand>;
}

/** Starts `xis-testkit` from dist/, without `XIS_TESTKIT_` variables of this process. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand & { readonly ended: Promise<EndedCommand> } {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...clean, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return {
    ended,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(stdout);
        if (match) return match;
        const hasOutput = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)]);
        if (!hasOutput && !pattern.test(stdout))
          throw new Error(`ended without printing ${pattern}: ${stdout}${stderr}`);
      }
    },
    closeOutput: () => void child.stdout.destroy(),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs `xis-testkit` to its end. */
export function runCli(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<EndedCommand> {
  return startCli(args, environment).ended;
}
