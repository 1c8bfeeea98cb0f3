import { type Instant, instant, plus } from '../../fhir/instant.ts';
import type { System } from '../system.ts';

/** Something that is to happen at a moment of the organization's clock. */
export interface ScheduledEvent {
  readonly kind: 'decide' | 'attempt' | 'competitor' | 'answer';
  /** What it is about: an appointment, a delivery, or an operation. */
  readonly subject: string;
}

/** Something that has happened because it was due. */
export interface FiredEvent extends ScheduledEvent {
  readonly at: Instant;
  /** What came of it, in a few words. */
  readonly result: string;
}

/** Does what is due; resolves when it has settled, with what came of it, or undefined when there was nothing to do. */
export type EventHandler = (event: ScheduledEvent) => Promise<string | undefined> | string | undefined;

interface Entry {
  readonly at: Instant;
  readonly order: number;
  readonly event: ScheduledEvent;
  /** For what lives only as long as a request: called instead of the organization's dispatcher. */
  readonly callback?: () => void;
}

/** More events in one advance are taken for a practice that never comes to rest. */
const MAX_EVENTS = 100_000;

/** The clock of one organization: real time with an offset, or standing still. */
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

  /** What is to happen, in order. */
  scheduled(): readonly (ScheduledEvent & { readonly at: Instant })[] {
    return this.#queue.map(({ at, event }) => ({ ...event, at }));
  }

  /** Adds something that is to happen; at once when its moment has come. */
  schedule(at: Instant, event: ScheduledEvent, call?: () => void): void {
    // A request that waits on this clock would otherwise never be answered.
    if (this.#closed) return call?.();
    const entry: Entry = { at, order: ++this.#order, event, ...(call ? { callback: call } : {}) };
    const index = this.#queue.findIndex((other) => other.at > at);
    if (index < 0) this.#queue.push(entry);
    else this.#queue.splice(index, 0, entry);
    this.#arm();
  }

  /** Takes back what is to happen to a subject. */
  cancel(kind: ScheduledEvent['kind'], subject: string): void {
    this.#queue = this.#queue.filter(({ event }) => event.kind !== kind || event.subject !== subject);
  }

  /** Stands still, now or at a moment. */
  freeze(at?: Instant): void {
    this.#frozenAt = at ?? this.now();
    this.#arm();
  }

  /** Runs on from where it stands. */
  run(): void {
    if (this.#frozenAt === undefined) return;
    this.#offset = this.#frozenAt - this.#system.now();
    this.#frozenAt = undefined;
    this.#arm();
  }

  /**
   * Moves the clock forward. What falls due on the way happens in order, each at its own moment, and has settled before
   * the next: a callback is delivered or has failed, and its next attempt, if that falls due as well, comes in its turn.
   * @param to a moment not before now
   * @returns what happened
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
        if (count >= MAX_EVENTS) throw new Error(`more than ${MAX_EVENTS} events fell due in one advance`);
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

  /** Waits until nothing that has fallen due is still under way. */
  async settled(): Promise<void> {
    await this.#advances;
    while (this.#running.size > 0 || this.#isDue()) await Promise.all([...this.#running, new Promise(setImmediate)]);
  }

  #isDue(): boolean {
    const first = this.#queue[0];
    return !this.#closed && first !== undefined && first.at <= this.now();
  }

  /** Sets the one timer that the clock has to the next event. */
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

  /** Forgets everything that was to happen. What is under way is waited for. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    // A request that waits on this clock would otherwise never be answered.
    for (const { callback: call } of this.#queue) call?.();
    this.#queue = [];
    await Promise.allSettled([...this.#running, this.#advances]);
  }

  /** When it is to start again from this: for a snapshot. */
  state(): { readonly now: Instant; readonly frozen: boolean } {
    return { now: instant(this.now()), frozen: this.frozen };
  }
}
