import { type Instant, instant } from '../../fhir/instant.ts';
import type { System } from '../../simulator/system.ts';

/** A machine whose time passes only when the test says so. */
export interface ManualSystem extends System {
  /** Lets real time pass; timers that fall due on the way call back at their moment. */
  pass(milliseconds: number): void;
  /** How many timers are set. */
  readonly timers: number;
}

/** How a fake Spreekuur.nl answers a request. */
export type FakeFetch = (url: string, init: RequestInit) => Promise<Response> | Response;

/** A machine that stands at a moment, and whose network is a function. */
export function createManualSystem(start: Instant, fetch?: FakeFetch): ManualSystem {
  let now = start as number;
  const timers = new Map<() => void, number>();
  return {
    now: () => instant(now),
    elapsed: () => now,
    after(milliseconds, call) {
      const timer = () => call();
      timers.set(timer, now + milliseconds);
      return () => void timers.delete(timer);
    },
    fetch: async (url, init) => {
      if (!fetch) throw new Error('this test expects no request');
      return fetch(String(url), init ?? {});
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const [first] = [...timers].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b);
        if (!first) break;
        const [timer, at] = first;
        timers.delete(timer);
        now = Math.max(now, at);
        timer();
      }
      now = until;
    },
    get timers() {
      return timers.size;
    },
  };
}
