import { randomUUID } from 'node:crypto';
import { wait } from '../transport/wait.ts';

/** The services of the machine that a check uses; tests replace them. */
export interface CheckSystem {
  /** Returns the time, in milliseconds since the epoch. */
  now(): number;
  /** Returns a monotonic count of milliseconds. */
  elapsed(): number;
  /** Sends requests; the command line's has certificates and a proxy. */
  readonly fetch: typeof fetch;
  /** Returns host and port of the proxy that requests to a URL go through; undefined without one. */
  proxyOf?(url: string): string | undefined;
  /** Waits a number of real milliseconds, or until the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Returns a text that was never used before. */
  unique(): string;
}

/** The real clock, timers, network and random ids. */
export const realSystem: CheckSystem = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  fetch: (...request) => fetch(...request),
  wait,
  unique: () => randomUUID(),
};
