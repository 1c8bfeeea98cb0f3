import { type EngineSystem, realSystem } from '../../engine/index.ts';
import { type Instant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import { type Day, dayOfDate } from '../../simulator/domain/agenda/calendar.ts';
import { realSystem as realXisSystem, type System } from '../../simulator/system.ts';
import { type EventHandler, OrganizationClock, type ScheduledEvent } from '../../simulator/world/clock.ts';

/** Parses an instant, and throws if the text is not an instant. */
export function toInstant(text: string): Instant {
  const found = parseInstant(text);
  if (found === undefined) throw new Error(`not an instant: ${text}`);
  return found;
}

/** Parses a day such as `2026-11-24`. */
export function parseDay(text: string): Day {
  const [year = 0, month = 0, date = 0] = text.split('-').map(Number);
  return dayOfDate(year, month, date);
}

/** A system whose time passes only when a test lets it pass. */
export interface ManualSystem extends System {
  /** Lets real time pass, and runs each timer at its time. */
  pass(milliseconds: number): void;
  /** The number of pending timers. */
  readonly timers: number;
}

/** The responses of a fake Spreekuur.nl. */
export type FakeFetch = (url: string, init: RequestInit) => Promise<Response> | Response;

/** Creates a system that starts at an instant, and whose network is a function. */
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

/** The real system, whose time a test can let jump ahead. */
export interface JumpingSystem extends System {
  /** Lets time jump, and runs each timer that is due then. */
  jump(milliseconds: number): void;
}

export function createJumpingSystem(): JumpingSystem {
  let ahead = 0;
  const timers = new Map<object, { readonly due: Instant; readonly call: () => void; cancel: () => void }>();
  const now = (): Instant => plus(realXisSystem.now(), ahead);
  const schedule = (due: Instant, call: () => void): (() => void) =>
    realXisSystem.after(Math.max(0, due - now()), call);
  return {
    ...realXisSystem,
    now,
    after(milliseconds, call) {
      const key = {};
      const run = (): void => {
        timers.delete(key);
        call();
      };
      const due = plus(now(), milliseconds);
      timers.set(key, { due, call: run, cancel: schedule(due, run) });
      return () => {
        timers.get(key)?.cancel();
        timers.delete(key);
      };
    },
    jump(milliseconds) {
      ahead += milliseconds;
      for (const timer of timers.values()) {
        timer.cancel();
        timer.cancel = schedule(timer.due, timer.call);
      }
    },
  };
}

/** A timer for clients of a XIS: the waits before a request is sent again are over at once, a time-out of ten seconds stays. */
export const waitForTimeoutsOnly: EngineSystem['wait'] = (milliseconds, signal) =>
  realSystem.wait(milliseconds < 10_000 ? 0 : milliseconds, signal);

export const NINE = toInstant('2026-11-23T09:00:00Z');
export const MINUTE = 60_000;
/** Returns the instant some minutes after nine. */
export const minutesAfterNine = (minutes: number): Instant => plus(NINE, minutes * MINUTE);
/** Returns a scheduled event. */
export const createEvent = (subject: string, kind: ScheduledEvent['kind'] = 'decide'): ScheduledEvent => ({
  kind,
  subject,
});

/** Creates a clock that starts at nine on a system with another time, and records its events. */
export function createTestClock({
  frozen = true,
  fire,
}: {
  readonly frozen?: boolean;
  readonly fire?: EventHandler;
} = {}) {
  const system = createManualSystem(toInstant('2030-01-01T00:00:00Z'));
  const fired: string[] = [];
  const clock: OrganizationClock = new OrganizationClock(
    system,
    (due) => {
      fired.push(`${due.subject} at ${(clock.now() - NINE) / MINUTE}`);
      return fire ? fire(due) : 'done';
    },
    { now: NINE, frozen },
  );
  return { system, clock, fired };
}
