import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

/** Ends every process that a benchmark has started and not stopped. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Where the compiled form of one of our processes lies: `load-client` is `processes/load-client.ts`. */
export function processUrl(name: string): URL {
  return new URL(`./processes/${name}.js`, import.meta.url);
}

/** Starts a process with a channel to it; who uses this sees to it that it ends when the channel closes. */
export function forkChild(file: URL, words: readonly string[] = [], preload?: URL): ChildProcess {
  return track(
    fork(file, words, {
      execArgv: preload ? ['--import', preload.href] : [],
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    }),
  );
}

/** Starts a process as a user's shell would, with nothing of ours in it. */
export function spawnChild(file: URL, words: readonly string[] = []): ChildProcess {
  const command = [fileURLToPath(file), ...words];
  return track(spawn(process.execPath, command, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Stops a process: a forked one by closing its channel, so that it ends as if by itself; any that lingers is killed. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (child.connected) child.disconnect();
  else child.kill('SIGKILL');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

/** The next message of a process. */
export async function receiveMessage<T>(child: ChildProcess): Promise<T> {
  const abort = new AbortController();
  const exit = once(child, 'exit', { signal: abort.signal }).then(([code]): never => {
    throw new Error(`a process of the benchmark ended with ${code} in the middle of its work`);
  });
  // Whichever comes second is of no interest.
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

/** Without the variables that would configure the simulator. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XIS_TESTKIT_')));
}
