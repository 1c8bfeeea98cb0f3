import { type Instant, instant, plus } from '../../fhir/instant.ts';
import type { System } from '../system.ts';

/** An event that is scheduled on the organization's clock. */
export interface ScheduledEvent {
  readonly kind: 'decide' | 'attempt' | 'competitor' | 'answer';
  /** The id of an appointment or a delivery, or an operation. */
  readonly subject: string;
}

/** An event that has run. */
export interface FiredEvent extends ScheduledEvent {
  readonly at: Instant;
  /** A short summary of the result. */
  readonly result: string;
}

/** Runs a due event, and returns a summary of the result; undefined when there was nothing to do. */
export type EventHandler = (event: ScheduledEvent) => Promise<string | undefined> | string | undefined;

interface Entry {
  readonly at: Instant;
  readonly order: number;
  readonly event: ScheduledEvent;
  /** Runs instead of the event handler, for events that live as long as a request. */
  readonly callback?: () => void;
}

/** An advance with more events fails: the practice probably schedules events endlessly. */
const MAX_EVENTS = 100_000;

/** The clock of an organization: real time with an offset, or frozen. */
export class OrganizationClock {
  readonly #system: System;
  readonly #handle: EventHandler;
  #frozenAt: Instant | undefined;
  #offset = 0;
  #queue: Entry[] = [];
  #order = 0;
  #cancelTimer: (() => void) | undefined;
  #running = new Set<Promise<unknown>>();
  #advances: Promise<unknown> = Promise.resolve();
  #advancing = false;
  #closed = false;

  constructor(system: System, handle: EventHandler, start: { readonly now?: Instant; readonly frozen?: boolean }) {
    this.#system = system;
    this.#handle = handle;
    const now = start.now ?? system.now();
    if (start.frozen) this.#frozenAt = now;
    else this.#offset = now - system.now();
  }

  now(): Instant {
    return this.#frozenAt ?? plus(this.#system.now(), this.#offset);
  }

  get frozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Returns the scheduled events, in order. */
  scheduled(): readonly (ScheduledEvent & { readonly at: Instant })[] {
    return this.#queue.map(({ at, event }) => ({ ...event, at }));
  }

  /** Schedules an event; it runs at once when its time has come. */
  schedule(at: Instant, event: ScheduledEvent, callback?: () => void): void {
    // Otherwise a request that waits on this clock would never get a response.
    if (this.#closed) return callback?.();
    const entry: Entry = { at, order: ++this.#order, event, ...(callback ? { callback } : {}) };
    const index = this.#queue.findIndex((queued) => queued.at > at);
    if (index < 0) this.#queue.push(entry);
    else this.#queue.splice(index, 0, entry);
    this.#arm();
  }

  /** Cancels the scheduled events of a subject. */
  cancel(kind: ScheduledEvent['kind'], subject: string): void {
    this.#queue = this.#queue.filter(({ event }) => event.kind !== kind || event.subject !== subject);
  }

  freeze(at?: Instant): void {
    this.#frozenAt = at ?? this.now();
    this.#arm();
  }

  /** Resumes from the current time. */
  run(): void {
    if (this.#frozenAt === undefined) return;
    this.#offset = this.#frozenAt - this.#system.now();
    this.#frozenAt = undefined;
    this.#arm();
  }

  /**
   * Advances the clock. Due events run in order, each at its own time, and settle before the next event: a delivery
   * attempt has ended, and its retry is scheduled.
   * @param to an instant that is not before now
   * @returns the events that ran
   */
  advance(to: Instant): Promise<readonly FiredEvent[]> {
    const advance = this.#advances.then(() => this.#advance(to));
    this.#advances = advance.catch(() => undefined);
    return advance;
  }

  async #advance(to: Instant): Promise<readonly FiredEvent[]> {
    const wasFrozen = this.frozen;
    const fired: FiredEvent[] = [];
    this.#advancing = true;
    this.freeze();
    try {
      await Promise.all(this.#running);
      for (let count = 0; !this.#closed; count++) {
        const entry = this.#queue[0];
        if (!entry || entry.at > to) break;
        if (count >= MAX_EVENTS) throw new Error(`more than ${MAX_EVENTS} events in one advance`);
        this.#queue.shift();
        if (entry.at > this.now()) this.#frozenAt = entry.at;
        const result = await this.#runEvent(entry);
        if (result !== undefined) fired.push({ at: this.now(), ...entry.event, result });
      }
      if (to > this.now()) this.#frozenAt = to;
      return fired;
    } finally {
      this.#advancing = false;
      if (wasFrozen) this.#arm();
      else this.run();
    }
  }

  async #runEvent(entry: Entry): Promise<string | undefined> {
    if (entry.callback) {
      entry.callback();
      return 'answered';
    }
    return this.#handle(entry.event);
  }

  /** Waits until all due events have settled. */
  async settled(): Promise<void> {
    await this.#advances;
    while (this.#running.size > 0 || this.#isDue()) await Promise.all([...this.#running, new Promise(setImmediate)]);
  }

  #isDue(): boolean {
    const first = this.#queue[0];
    return !this.#closed && first !== undefined && first.at <= this.now();
  }

  /** Sets the timer of the clock to the next event. */
  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const first = this.#queue[0];
    if (!first || this.#closed || this.#advancing) return;
    const wait = first.at - this.now();
    if (wait <= 0) {
      const immediate = setImmediate(() => this.#fireDue());
      this.#cancelTimer = () => clearImmediate(immediate);
    } else if (!this.frozen) {
      this.#cancelTimer = this.#system.after(wait, () => this.#fireDue());
    }
  }

  #fireDue(): void {
    while (this.#isDue() && !this.#advancing) {
      const entry = this.#queue.shift() as Entry;
      const running: Promise<unknown> = this.#runEvent(entry).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    this.#arm();
  }

  /** Cancels all scheduled events, and waits for running events. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    // Otherwise a request that waits on this clock would never get a response.
    for (const { callback } of this.#queue) callback?.();
    this.#queue = [];
    await Promise.allSettled([...this.#running, this.#advances]);
  }

  /** Returns the state of the clock, for a snapshot. */
  state(): { readonly now: Instant; readonly frozen: boolean } {
    return { now: instant(this.now()), frozen: this.frozen };
  }
}
