import { type Instant, instant } from '../fhir/instant.ts';

/** What the simulator takes from the machine; tests give their own. */
export interface System {
  /** The real time. */
  now(): Instant;
  /** A steady count of milliseconds, for how long something took. */
  elapsed(): number;
  /** Calls back after a number of real milliseconds; returns how to cancel it. */
  after(milliseconds: number, call: () => void): () => void;
  /** How callbacks are sent. */
  readonly fetch: typeof fetch;
}

/** A timer can wait for at most this long: about 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

/** The real clock, timers and network. */
export const realSystem: System = {
  now: () => instant(Date.now()),
  elapsed: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, Math.min(Math.max(milliseconds, 0), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
  fetch: (...request) => fetch(...request),
};
