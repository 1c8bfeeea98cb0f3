import type { Cause } from '../world/changes.ts';
import { listRecords } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { LogEntry } from './entry.ts';
import { KeptEntries, type LogPart } from './kept-entries.ts';

/** Learns what happens to a log. */
export interface LogListener {
  /** There are more stored entries. */
  stored(): void;
  /** The log goes on elsewhere, or the organization is dropped. */
  end(): void;
}

/** The result of a turn, with the entry of what it has changed. */
export interface TurnResult<T> {
  readonly value: T;
  readonly entry: LogEntry | undefined;
}

const COMPACTION: Cause = { kind: 'command', name: 'compaction' };

/**
 * The log of an organization: the only way in which its state changes. A turn runs a synchronous function on the world;
 * what it has changed is one entry. This log is in memory; those with a store extend it.
 */
export class OrganizationLog {
  #world: World;
  #number: number;
  #stored: number;
  #isInTurn = false;
  #isReplaced = false;
  #hasEnded = false;
  readonly #kept: KeptEntries;
  /** Created with the first listener: most organizations have no feed. */
  #listeners: Set<LogListener> | undefined;

  /**
   * @param world has all its state
   * @param number of the last entry; absent for a new organization, whose state is the first entry
   */
  constructor(world: World, number = 1) {
    this.#world = world;
    this.#number = number;
    this.#stored = number;
    world.changes.take();
    this.#kept = new KeptEntries(this.whole());
  }

  get world(): World {
    return this.#world;
  }

  /** The number of the last entry. */
  get number(): number {
    return this.#number;
  }

  /** The number of the last entry that is stored; nothing shows an entry before. */
  get stored(): number {
    return this.#stored;
  }

  get isInTurn(): boolean {
    return this.#isInTurn;
  }

  /** Whether a turn may run without waiting: no other process changes the organization. */
  get runsAtOnce(): boolean {
    return true;
  }

  /** Whether this process runs due events at once; another one then leaves them to it. */
  get leads(): boolean {
    return true;
  }

  /** Settles when all entries so far are stored; undefined when they are. No response leaves before. */
  get pending(): Promise<unknown> | undefined {
    return undefined;
  }

  /** The error by which the log was lost: what its world shows may not be stored. */
  get failure(): unknown {
    return undefined;
  }

  /** Whether entries are not stored yet. */
  get isPending(): boolean {
    return false;
  }

  /** Stores what waits, and waits for it. */
  async flush(): Promise<void> {}

  /** Runs a turn; the result comes when its entry is stored. */
  run<T>(cause: Cause, use: (world: World) => T): T | Promise<T> {
    return this.runNow(cause, use);
  }

  /** Runs a turn without waiting for the store. A turn within a turn is part of it. */
  runNow<T>(cause: Cause, use: (world: World) => T): T {
    if (this.#isInTurn) return use(this.#world);
    const { value, entry } = this.execute(cause, use);
    if (entry) this.notify([entry]);
    return value;
  }

  /** Runs a turn soon that no response waits for. */
  later(cause: Cause, use: (world: World) => void): void {
    this.runNow(cause, use);
  }

  /** Replaces the world by another one with all its state, within a turn. Returns the former one. */
  replace(world: World): World {
    const previous = this.#world;
    this.#world = world;
    this.#isReplaced = true;
    world.clock.start();
    return previous;
  }

  /** Returns the whole state as an entry with the number of the last one. */
  whole(cause = COMPACTION): LogEntry {
    const world = this.#world;
    return { number: this.#number, at: world.clock.now(), cause, isWhole: true, records: listRecords(world) };
  }

  /** Returns the entries that are kept, after a whole one. */
  kept(): LogPart {
    return this.#kept.all();
  }

  /**
   * Returns the stored entries after a number; undefined when some of them are no longer kept, or the number is beyond the
   * last one.
   */
  after(number: number): readonly LogEntry[] | undefined {
    if (number > this.#stored) return undefined;
    return this.#kept.after(number)?.filter((entry) => entry.number <= this.#stored);
  }

  get hasListeners(): boolean {
    return this.#listeners !== undefined && this.#listeners.size > 0;
  }

  /** Calls a listener from now on, at once if the log has ended; returns a function that ends this. */
  subscribe(listener: LogListener): () => void {
    if (this.#hasEnded) listener.end();
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => void this.#listeners?.delete(listener);
  }

  /** Ends the log in this process. */
  end(): void {
    this.#hasEnded = true;
    for (const listener of this.#listeners ?? []) listener.end();
    this.#listeners = undefined;
  }

  protected execute<T>(cause: Cause, use: (world: World) => T): TurnResult<T> {
    this.#isInTurn = true;
    try {
      const value = use(this.#world);
      return { value, entry: this.#takeEntry(cause) };
    } finally {
      this.#isInTurn = false;
    }
  }

  #takeEntry(cause: Cause): LogEntry | undefined {
    const world = this.#world;
    const records = world.changes.take();
    if (!records && !this.#isReplaced) return undefined;
    this.#number++;
    const entry: LogEntry =
      records && !this.#isReplaced
        ? { number: this.#number, at: world.clock.now(), cause, isWhole: false, records }
        : this.whole(cause);
    this.#isReplaced = false;
    this.keep(entry);
    return entry;
  }

  protected keep(entry: LogEntry): void {
    this.#kept.add(entry, () => this.whole());
  }

  protected notify(entries: readonly LogEntry[]): void {
    const last = entries.at(-1);
    if (!last) return;
    // Entries of other processes may have come before the acknowledgment of these.
    this.#stored = Math.max(this.#stored, last.number);
    for (const listener of this.#listeners ?? []) listener.stored();
  }

  /** Continues after entries of another process, which are in the world. */
  protected follow(number: number, world = this.#world): void {
    this.#world = world;
    this.#number = number;
  }
}
