import { type Instant, plus } from '../../fhir/instant.ts';
import type { System } from '../system.ts';
import { Changes, type RunTurn, runAtOnce } from './changes.ts';
import { EventSchedule, type Scheduled } from './event-schedule.ts';

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

/** The result of an advance. */
export interface AdvanceResult {
  /** The events that ran, in order: the first of them, at most MAX_LISTED_EVENTS. */
  readonly events: readonly FiredEvent[];
  /** The number of all events that ran. */
  readonly count: number;
  /** Whether the clock came as far as it should; otherwise it ran as many events as it may, or was closed. */
  readonly reached: boolean;
}

interface Entry extends Scheduled {
  readonly event: ScheduledEvent;
  /** Runs instead of the event handler, for events that live as long as a request. */
  readonly callback?: () => void;
}

/** The state of a clock: frozen at an instant, or ahead of real time by a number of milliseconds. */
export type ClockRecord = { readonly frozenAt: Instant } | { readonly offset: number };

/** Options of a clock. */
export interface ClockOptions {
  readonly turn?: RunTurn;
  readonly changes?: Changes;
  /**
   * Returns whether this process runs due events at once. Another process leaves them to it, and steps in when they are
   * still due after a while. Default: always.
   */
  readonly leads?: () => boolean;
  /** Whether no event runs before `start`. Default: false. */
  readonly isIdle?: boolean;
}

/** The real milliseconds after which a process runs the due events that another one has left. */
const GRACE_MS = 1000;
/** An advance stops after this number of events. */
export const MAX_EVENTS = 100_000;
/** The number of events that an advance lists. */
export const MAX_LISTED_EVENTS = 1000;
/** The number of events that run before other requests have their turn. */
export const EVENTS_PER_TURN = 4;

const ADVANCE = { kind: 'command', name: 'clock.advance' } as const;

/** The clock of an organization: real time with an offset, or frozen. */
export class OrganizationClock {
  readonly #system: System;
  readonly #handle: EventHandler;
  #frozenAt: Instant | undefined;
  #offset = 0;
  readonly #queue = new EventSchedule<Entry>();
  #cancelTimer: (() => void) | undefined;
  #running = new Set<Promise<unknown>>();
  #advances: Promise<unknown> = Promise.resolve();
  #advancing = false;
  /** Whether the clock is frozen after the advance that is under way. */
  #staysFrozen = false;
  /** Whether due events wait for `start`. */
  #isIdle: boolean;
  #closed = false;
  readonly #turn: RunTurn;
  readonly #changes: Changes;
  readonly #leads: () => boolean;

  constructor(
    system: System,
    handle: EventHandler,
    start: { readonly now?: Instant; readonly frozen?: boolean },
    { turn = runAtOnce, changes = new Changes(), leads = () => true, isIdle = false }: ClockOptions = {},
  ) {
    this.#system = system;
    this.#handle = handle;
    this.#turn = turn;
    this.#changes = changes;
    this.#leads = leads;
    this.#isIdle = isIdle;
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
    return this.#queue.list().map(({ at, event }) => ({ ...event, at }));
  }

  /** Schedules an event; it runs at once when its time has come. */
  schedule(at: Instant, event: ScheduledEvent, callback?: () => void): void {
    // Otherwise a request that waits on this clock would never get a response.
    if (this.#closed) return callback?.();
    const key = callback ? undefined : keyOf(event.kind, event.subject);
    this.#queue.add({ at, key, event, ...(callback ? { callback } : {}) });
    this.#arm();
  }

  /** Cancels the scheduled events of a subject. */
  cancel(kind: ScheduledEvent['kind'], subject: string): void {
    this.#queue.cancel(keyOf(kind, subject));
  }

  freeze(at?: Instant): void {
    this.#staysFrozen = true;
    this.#frozenAt = at ?? this.now();
    this.#note();
    this.#arm();
  }

  /** Resumes from the current time, or from the end of the advance that is under way. */
  run(): void {
    this.#staysFrozen = false;
    if (this.#frozenAt === undefined) return;
    if (this.#advancing) return this.#note();
    this.#offset = this.#frozenAt - this.#system.now();
    this.#frozenAt = undefined;
    this.#note();
    this.#arm();
  }

  #note(): void {
    this.#changes.set('setting', 'clock', this.record());
  }

  /** Returns the state of the clock. While a running clock advances, it is that of one that has jumped. */
  record(): ClockRecord {
    const isFrozen = this.#advancing ? this.#staysFrozen : this.frozen;
    return isFrozen ? { frozenAt: this.now() } : { offset: this.now() - this.#system.now() };
  }

  /** Restores a former state, or that of another process. An advance that is under way goes on, and never back. */
  restore(record: ClockRecord): void {
    if (this.#advancing) return this.#restoreMeanwhile(record);
    this.#frozenAt = 'frozenAt' in record ? record.frozenAt : undefined;
    if ('offset' in record) this.#offset = record.offset;
    this.#arm();
  }

  #restoreMeanwhile(record: ClockRecord): void {
    const isFrozen = 'frozenAt' in record;
    const now = isFrozen ? record.frozenAt : plus(this.#system.now(), record.offset);
    this.#staysFrozen = isFrozen;
    if (now > this.now()) this.#frozenAt = now;
  }

  /** Returns the real instant of the next event; undefined when no time leads to one. */
  nextDue(): Instant | undefined {
    const first = this.#queue.first();
    if (!first) return undefined;
    const wait = first.at - this.now();
    if (wait > 0 && 'frozenAt' in this.record()) return undefined;
    return plus(this.#system.now(), Math.max(wait, 0));
  }

  /** Whether something runs on this clock, or waits for it. */
  get isBusy(): boolean {
    return (
      this.#advancing || this.#running.size > 0 || this.#queue.list().some(({ callback }) => callback !== undefined)
    );
  }

  /**
   * Advances the clock. Due events run in order, each at its own time, and settle before the next event: a delivery
   * attempt has ended, and its retry is scheduled. Other requests have their turn meanwhile.
   * @param to an instant that is not before now
   * @param maxEvents the clock stops at the last of these events
   */
  advance(to: Instant, maxEvents = MAX_EVENTS): Promise<AdvanceResult> {
    const advance = this.#advances.then(() => this.#advance(to, maxEvents));
    this.#advances = advance.catch(() => undefined);
    return advance;
  }

  async #advance(to: Instant, maxEvents: number): Promise<AdvanceResult> {
    await this.#turn(ADVANCE, () => this.#beginAdvance());
    try {
      await Promise.all(this.#running);
      const fired = await this.#runUntil(to, maxEvents);
      await this.#turn(ADVANCE, () => {
        if (fired.reached) this.#moveTo(to);
        this.#endAdvance();
      });
      return fired;
    } finally {
      if (this.#advancing) this.#endAdvance();
    }
  }

  #beginAdvance(): void {
    const wasFrozen = this.frozen;
    this.#advancing = true;
    this.freeze();
    this.#staysFrozen = wasFrozen;
    this.#note();
  }

  #endAdvance(): void {
    this.#advancing = false;
    if (this.#staysFrozen) this.#arm();
    else this.run();
  }

  #moveTo(at: Instant): void {
    if (at <= this.now()) return;
    this.#frozenAt = at;
    this.#note();
  }

  async #runUntil(to: Instant, maxEvents: number): Promise<AdvanceResult> {
    const events: FiredEvent[] = [];
    let count = 0;
    for (let run = 1; !this.#closed; run++) {
      const next = this.#queue.first();
      if (!next || next.at > to) return { events, count, reached: true };
      if (run > maxEvents) break;
      this.#queue.takeFirst();
      const result = await this.#runEvent(next, () => this.#moveTo(next.at));
      if (result !== undefined && ++count <= MAX_LISTED_EVENTS) events.push({ at: this.now(), ...next.event, result });
      if (run % EVENTS_PER_TURN === 0) await new Promise(setImmediate);
    }
    return { events, count, reached: false };
  }

  /** @param prepare runs before the event, in its turn */
  async #runEvent({ at, callback, event }: Entry, prepare: () => void): Promise<string | undefined> {
    const cause = { kind: 'event', name: keyOf(event.kind, event.subject) } as const;
    if (callback) {
      await this.#turn(cause, prepare);
      callback();
      return 'answered';
    }
    // In an object, because a promise would be awaited with the turn: an attempt takes longer than its turn.
    const { result } = await this.#turn(cause, () => {
      prepare();
      return { result: at > this.now() ? this.#postpone(event, at) : this.#start(event) };
    });
    return result;
  }

  #start(event: ScheduledEvent): ReturnType<EventHandler> {
    const result = this.#handle(event);
    // When its turn is not stored, that error counts, and nothing waits for this one.
    if (result instanceof Promise) result.catch(() => undefined);
    return result;
  }

  /** Another process has set the clock back before the turn of this one. */
  #postpone(event: ScheduledEvent, at: Instant): undefined {
    this.schedule(at, event);
  }

  /** Waits until all due events have settled. */
  async settled(): Promise<void> {
    await this.#advances;
    while (this.#running.size > 0 || this.#isDue()) await Promise.all([...this.#running, new Promise(setImmediate)]);
  }

  #isDue(): boolean {
    const first = this.#queue.first();
    return !this.#closed && !this.#isIdle && this.#leads() && first !== undefined && first.at <= this.now();
  }

  /** Sets the timer of the clock to the next event. */
  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const first = this.#queue.first();
    if (!first || this.#closed || this.#isIdle || this.#advancing) return;
    const wait = Math.max(first.at - this.now(), 0);
    if (wait > 0 && this.frozen) return;
    // The events of a request are of this process alone.
    if (!this.#leads() && !first.callback) {
      this.#cancelTimer = this.#system.after(wait + GRACE_MS, () => this.#fireDue());
    } else if (wait > 0) {
      this.#cancelTimer = this.#system.after(wait, () => this.#fireDue());
    } else {
      const immediate = setImmediate(() => this.#fireDue());
      this.#cancelTimer = () => clearImmediate(immediate);
    }
  }

  #fireDue(): void {
    for (let run = 0; run < EVENTS_PER_TURN && !this.#closed && !this.#advancing; run++) {
      const first = this.#queue.first();
      if (!first || first.at > this.now()) break;
      const entry = this.#queue.takeFirst() as Entry;
      // Of a store that fails, the log reports it, and the organization is opened again with all its events.
      const running: Promise<unknown> = this.#runEvent(entry, () => undefined)
        .catch(() => undefined)
        .finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
    this.#arm();
  }

  /** Runs the events that are due from now on. */
  start(): void {
    this.#isIdle = false;
    this.#arm();
  }

  /** Sets the timer again, because another process may lead now. */
  leadChanged(): void {
    this.#arm();
  }

  /** Cancels all scheduled events, and waits for running events. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    // Otherwise a request that waits on this clock would never get a response.
    for (const { callback } of this.#queue.clear()) callback?.();
    await Promise.allSettled([...this.#running, this.#advances]);
  }
}

function keyOf(kind: ScheduledEvent['kind'], subject: string): string {
  return `${kind} ${subject}`;
}
