import { randomUUID } from 'node:crypto';
import { type Instant, instant } from '../fhir/instant.ts';

/** The clock, timers and network of the machine; tests provide their own. */
export interface System {
  now(): Instant;
  /** Returns a monotonic time in milliseconds, to measure durations. */
  elapsed(): number;
  /** Calls a function after a number of real milliseconds; returns a function that cancels the call. */
  after(milliseconds: number, call: () => void): () => void;
  readonly fetch: typeof fetch;
}

/** The longest time that a timer of Node.js supports: about 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

export const realSystem: System = {
  now: () => instant(Date.now()),
  elapsed: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, Math.min(Math.max(milliseconds, 0), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
  fetch: (...request) => fetch(...request),
};

/** Returns an id that nothing else has, of random bits. */
export function createId(): string {
  return randomUUID();
}
