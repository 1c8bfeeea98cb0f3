import { randomUUID } from 'node:crypto';

/** What a check takes from the machine; tests give their own. */
export interface CheckSystem {
  /** The time, in milliseconds since the epoch. */
  now(): number;
  /** A steady count of milliseconds. */
  elapsed(): number;
  /** How requests are sent; the command line makes one with certificates and proxy. */
  readonly fetch: typeof fetch;
  /** Waits a number of real milliseconds, or until the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A text that nobody has used before. */
  unique(): string;
}

/** The real clock, timers, network and chance. */
export const realSystem: CheckSystem = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  fetch: (...request) => fetch(...request),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (signal?.aborted) done();
      else signal?.addEventListener('abort', done);
    }),
  unique: () => randomUUID(),
};
