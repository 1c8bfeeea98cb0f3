import { randomUUID } from 'node:crypto';
import { wait } from '../transport/wait.ts';

/** The clock, timer, chance and network of the machine; tests replace them. */
export interface OAuthSystem {
  /** Returns the time in milliseconds since the epoch. */
  now(): number;
  randomUUID(): string;
  readonly fetch: typeof fetch;
  /** Waits a number of real milliseconds, or until the signal aborts. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The real clock, timer, chance and network. */
export const realSystem: OAuthSystem = {
  now: () => Date.now(),
  randomUUID,
  fetch: (...request) => fetch(...request),
  wait,
};
