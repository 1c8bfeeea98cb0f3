import { randomUUID } from 'node:crypto';

/** The clock, chance and network of the machine; tests replace them. */
export interface EngineSystem {
  /** Returns the time in milliseconds since the epoch. */
  now(): number;
  /** Returns a monotonic time in milliseconds. */
  elapsed(): number;
  randomUUID(): string;
  readonly fetch: typeof fetch;
}

/** The real clock, chance and network. */
export const realSystem: EngineSystem = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  randomUUID,
  fetch: (...request) => fetch(...request),
};
