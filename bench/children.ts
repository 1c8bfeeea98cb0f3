import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** Kills every process that a benchmark started and did not stop. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Returns the URL of a compiled process: `load-client` for `processes/load-client.ts`. */
export function processUrl(name: string): URL {
  return new URL(`./processes/${name}.js`, import.meta.url);
}

/** Starts a process of the benchmark with a channel to it. It has to end when the channel closes. */
export function forkChild(file: URL): ChildProcess {
  return track(fork(file, { env: cleanEnvironment(), stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
}

/** The script that is preloaded into a measured process, the streams, and what differs from this process. */
interface MeasuredProcess {
  readonly preload: 'attend-parent' | 'report-usage';
  readonly stdio: StdioOptions;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Node with arguments, to measure it. */
export function spawnMeasured(args: readonly string[], { preload, stdio, env }: MeasuredProcess): ChildProcess {
  const script = fileURLToPath(new URL(`./preloads/${preload}.cjs`, import.meta.url));
  return track(
    spawn(process.execPath, ['--require', script, ...args], { stdio, env: { ...cleanEnvironment(), ...env } }),
  );
}

/** Stops a process by closing its channel. Kills it after 3 seconds. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

/** Waits for the next message of a process. */
export async function receiveMessage<T>(child: ChildProcess): Promise<T> {
  const abort = new AbortController();
  const exit = once(child, 'exit', { signal: abort.signal }).then(([code]): never => {
    throw new Error(`a process of the benchmark ended early, with exit code ${code}`);
  });
  // The loser of the race may reject unobserved.
  exit.catch(() => undefined);
  try {
    const [message] = await Promise.race([once(child, 'message', { signal: abort.signal }), exit]);
    return message as T;
  } finally {
    abort.abort();
  }
}

function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Returns the environment without the variables that configure the simulator. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
}
