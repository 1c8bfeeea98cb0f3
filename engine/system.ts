import { randomUUID } from 'node:crypto';
import { wait } from '../transport/wait.ts';

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
  wait,
};
