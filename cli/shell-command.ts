import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

/** A command of the user, for the machine's shell. */
interface ShellCommand {
  readonly command: string;
  /** The arguments `$1`, `$2`, …; Windows has none. */
  readonly args?: readonly string[];
  /** Variables beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Ends the command with all processes that it has started. */
  readonly signal: AbortSignal;
  /** Whether standard output is returned; otherwise it is dropped, and errors of the command are shown. */
  readonly isCaptured?: boolean;
}

/** The end of a command. */
interface ShellResult {
  /** Undefined for a command that was ended, or cannot be started. */
  readonly exitCode: number | undefined;
  /** At most `MAX_OUTPUT` characters. */
  readonly output: string;
}

/** The kept beginning of the output. */
const MAX_OUTPUT = 1024 * 1024;
const IS_WINDOWS = process.platform === 'win32';
const running = new Set<ChildProcess>();
// Commands end with this process, for any reason.
process.on('exit', endShellCommands);

/** Ends all commands that are running. */
export function endShellCommands(): void {
  for (const child of running) killTree(child);
}

/**
 * Runs a command in the machine's shell, with a process group of its own. Resolves when the command has ended and nothing has
 * its output open any more.
 */
export async function runShellCommand({
  command,
  args: given = [],
  variables = {},
  signal,
  isCaptured = false,
}: ShellCommand): Promise<ShellResult> {
  if (signal.aborted) return { exitCode: undefined, output: '' };
  const [file, args] = IS_WINDOWS ? [command, []] : ['/bin/sh', ['-c', command, 'sh', ...given]];
  const child = spawn(file, args, {
    env: { ...process.env, ...variables },
    shell: IS_WINDOWS,
    // On Windows, a process tree needs no group.
    detached: !IS_WINDOWS,
    stdio: ['ignore', isCaptured ? 'pipe' : 'ignore', isCaptured ? 'ignore' : 'inherit'],
    windowsHide: true,
  });
  running.add(child);
  const end = (): void => killTree(child);
  signal.addEventListener('abort', end);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(0, MAX_OUTPUT);
  });
  const exitCode = await new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => resolve(code ?? undefined));
  });
  signal.removeEventListener('abort', end);
  running.delete(child);
  return { exitCode: signal.aborted ? undefined : exitCode, output };
}

/** Ends a command and the processes that it has started. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (IS_WINDOWS) {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Ended meanwhile.
  }
}
