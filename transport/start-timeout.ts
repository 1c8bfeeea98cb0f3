import type { RetrySystem } from './retry.ts';

/** A time-out that runs. */
export interface Timeout {
  /** Aborts with a `TimeoutError` when the time is over. */
  readonly signal: AbortSignal;
  /** Ends it, so that no timer keeps the process. */
  stop(): void;
}

/** The reason that a time-out stops; without one, each request would pay for a `DOMException` with its stack. */
const STOPPED = 'stopped';

/**
 * Starts a time-out that runs on the timer of a system, unlike `AbortSignal.timeout()`.
 * @param milliseconds real ones
 */
export function startTimeout(system: Pick<RetrySystem, 'wait'>, milliseconds: number): Timeout {
  const stopped = new AbortController();
  const over = new AbortController();
  void system.wait(milliseconds, stopped.signal).then(() => {
    if (!stopped.signal.aborted) over.abort(new DOMException('the time is over', 'TimeoutError'));
  });
  return { signal: over.signal, stop: () => stopped.abort(STOPPED) };
}
