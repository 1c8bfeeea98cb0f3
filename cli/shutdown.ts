import { constants } from 'node:os';

/** The interruption of a command by the user. */
export interface Shutdown {
  readonly signal: AbortSignal;
  /** 128 and the number of the signal, as shells have it; undefined before the first signal. */
  readonly exitCode: number | undefined;
  /** Stops listening to signals. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ends a command in order at the first signal: what was booked is cancelled. The second signal ends it at once.
 * @param say reports what happens, at the first signal and at the second
 */
export function onInterrupt(say: { first(): void; second(): void }): Shutdown {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const handle = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      say.second();
      process.exit(exitCode);
    }
    exitCode = 128 + constants.signals[name];
    say.first();
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
