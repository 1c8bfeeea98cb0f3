import { randomUUID } from 'node:crypto';

/** The clock, timer, chance and network of the machine; tests replace them. */
export interface EngineSystem {
  /** Returns the time in milliseconds since the epoch. */
  now(): number;
  /** Returns a monotonic time in milliseconds. */
  elapsed(): number;
  randomUUID(): string;
  readonly fetch: typeof fetch;
  /** Returns host and port of the proxy that requests to a URL go through; undefined without one. */
  proxyOf?(url: string): string | undefined;
  /** Waits a number of real milliseconds, or until the signal aborts: for time-outs, and before a request is sent again. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock, timer, chance and network. */
export const realSystem: EngineSystem = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  randomUUID,
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
};
