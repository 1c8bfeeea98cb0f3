import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What decides whether and how a page is opened: of this machine, or of a test. */
export interface OpenerContext {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly isContainer: boolean;
  /** Starts a program; resolves with whether it has ended without an error. */
  run(program: string, args: readonly string[]): Promise<boolean>;
}

/** How the page is opened on this machine. */
export function systemOpener(): OpenerContext {
  return {
    platform: process.platform,
    environment: process.env,
    isTerminal: process.stdout.isTTY === true,
    isContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
    run: runProgram,
  };
}

/**
 * Opens a page in the user's browser. Where there is no user with a browser (CI, a pipe, a container), it does nothing.
 * @returns a sentence that says why the page is not open; undefined when it is
 */
export async function openPage(url: string, context: OpenerContext): Promise<string | undefined> {
  const reason = findObstacle(context);
  if (reason !== undefined) return `--open: the page is not opened ${reason}: it is at ${url}`;
  for (const [program, ...args] of listOpeners(context))
    if (await context.run(program, [...args, url])) return undefined;
  return `--open: this machine has no program that opens a page: it is at ${url}`;
}

function findObstacle({ platform, environment, isTerminal, isContainer }: OpenerContext): string | undefined {
  if (environment['CI']) return 'in CI';
  if (isContainer || environment['KUBERNETES_SERVICE_HOST']) return 'in a container';
  if (!isTerminal) return 'without a terminal';
  const hasScreen = environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] || isWsl(environment);
  return platform === 'linux' && !hasScreen ? 'without a screen' : undefined;
}

function isWsl(environment: OpenerContext['environment']): boolean {
  return environment['WSL_DISTRO_NAME'] !== undefined;
}

/** Lists the commands that open a page, the first choice first. No command is a shell, to which a URL could be a command. */
function listOpeners({ platform, environment }: OpenerContext): readonly (readonly [string, ...string[]])[] {
  const windows = ['rundll32.exe', 'url.dll,FileProtocolHandler'] as const;
  if (platform === 'darwin') return [['open']];
  if (platform === 'win32') return [windows];
  return isWsl(environment) ? [['wslview'], windows, ['xdg-open']] : [['xdg-open']];
}

/** Starts a program that may outlive this one, such as a browser; its output is not ours. */
function runProgram(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    child.unref();
  });
}
