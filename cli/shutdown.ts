import { constants } from 'node:os';
import { endShellCommands } from './shell-command.ts';

/** The interruption of a command by the user. */
export interface Shutdown {
  readonly signal: AbortSignal;
  /** 128 and the number of the signal, as shells have it; undefined before the first signal. */
  readonly exitCode: number | undefined;
  /** Stops listening to signals. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let isProcessInterrupted = false;

/** Returns whether a signal has ended the command: then it waits for no reader of its output. */
export function isInterrupted(): boolean {
  return isProcessInterrupted;
}

/**
 * Ends a command in order at the first signal: what was booked is cancelled. The second signal ends it at once.
 * @param say reports what happens, at the first signal and at the second
 */
export function onInterrupt(say: { first?(): void; second?(): void } = {}): Shutdown {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const handle = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      say.second?.();
      process.exit(exitCode);
    }
    isProcessInterrupted = true;
    exitCode = 128 + constants.signals[name];
    say.first?.();
    // As Ctrl-C does with the processes of a terminal; a clean-up that needs a token asks for a new one.
    endShellCommands();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    stop() {
      for (const name of SIGNALS) process.off(name, handle);
    },
  };
}

/**
 * Waits for something that can be left where it is at an interruption: a read, or a prompt.
 * @throws the reason of the signal when it aborts
 */
export async function unlessInterrupted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
