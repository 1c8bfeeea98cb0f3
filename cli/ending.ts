import { constants } from 'node:os';

/** How a command is ended by the user. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Undefined when nobody has ended it: else 128 and the number of the signal, as shells have it. */
  readonly exitCode: number | undefined;
  /** No longer listens to signals. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first signal ends a command in order: what was booked is cancelled. The second ends it at once.
 * @param told says what happens, at the first and at the second
 */
export function endingOf(told: { first(): void; second(): void }): Ending {
  const ending = new AbortController();
  let exitCode: number | undefined;
  const interrupted = (name: NodeJS.Signals): void => {
    if (exitCode !== undefined) {
      told.second();
      process.exit(exitCode);
    }
    exitCode = 128 + constants.signals[name];
    told.first();
    ending.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupted);
  return {
    signal: ending.signal,
    get exitCode() {
      return exitCode;
    },
    stop() {
      for (const name of SIGNALS) process.off(name, interrupted);
    },
  };
}
