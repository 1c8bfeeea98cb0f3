import type { Missed, Position, SharedStore } from '../store/store.ts';
import { StoreUnavailableError } from '../store/store-error.ts';
import type { Cause } from '../world/changes.ts';
import { applyRecords } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { changesState, type LogEntry } from './entry.ts';
import { OrganizationLog } from './organization-log.ts';
import { publishEntry } from './publish-entry.ts';
import { fromStored, LATER_MS, type StoredLogOptions, standingOf, toStored } from './stored-log.ts';

/** The world of a log is no longer that of its organization: it was reset by another process, or dropped. */
export class StaleLogError extends StoreUnavailableError {
  override readonly name = 'StaleLogError';

  constructor() {
    super('another process has replaced or dropped the organization');
  }
}

interface QueuedTurn {
  readonly cause: Cause;
  /** Whether no response waits for it. */
  readonly canWait: boolean;
  readonly use: (world: World) => unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The log of an organization that several processes share. Turns wait in a queue: under the lock of the organization
 * this process reads what the others have appended, runs all that wait, and commits their entries together.
 */
export class SharedLog extends OrganizationLog {
  readonly #options: StoredLogOptions<SharedStore>;
  #position: Position;
  #leads = false;
  #isLost = false;
  #failure: unknown;
  /** In the order of the requests, which is that of the journal. */
  #queue: QueuedTurn[] = [];
  #cancelLater: (() => void) | undefined;
  /** The batch that is under way; settles when its entries are committed. */
  #batch: Promise<void> | undefined;

  constructor(world: World, options: StoredLogOptions<SharedStore>, position: Position) {
    super(world, position.number);
    this.#options = options;
    this.#position = position;
  }

  override get runsAtOnce(): boolean {
    return false;
  }

  override get leads(): boolean {
    return this.#leads;
  }

  override get pending(): Promise<void> | undefined {
    return this.#batch?.catch(ignoreStale);
  }

  override get failure(): unknown {
    return this.#failure;
  }

  override get isPending(): boolean {
    return this.#batch !== undefined || this.#queue.length > 0;
  }

  override run<T>(cause: Cause, use: (world: World) => T): T | Promise<T> {
    if (this.isInTurn) {
      const value = use(this.world);
      return (this.#batch ?? Promise.resolve()).then(() => value);
    }
    return new Promise<T>((resolve, reject) => {
      if (this.#isLost) return reject(new StaleLogError());
      this.#queue.push({ cause, canWait: false, use, resolve: resolve as (value: unknown) => void, reject });
      this.#start();
    });
  }

  override later(cause: Cause, use: (world: World) => void): void {
    if (this.isInTurn) return use(this.world);
    if (this.#isLost) return;
    const ignore = (): void => undefined;
    this.#queue.push({ cause, canWait: true, use, resolve: ignore, reject: ignore });
    this.#cancelLater ??= this.world.dependencies.system.after(LATER_MS, () => this.#startLater());
  }

  #startLater(): void {
    this.#cancelLater = undefined;
    this.#start();
  }

  /**
   * Reads what other processes have appended, before a request that changes nothing.
   * @throws StaleLogError when the organization must be opened again
   */
  async catchUp(): Promise<void> {
    const { agb, store } = this.#options;
    try {
      const missed = await store.catchUp(agb, this.#position);
      if (this.#isLost) throw new StaleLogError();
      this.#absorb(missed);
    } catch (error) {
      this.#lose(error);
      throw error;
    }
  }

  /** Runs what waits, and waits for it. */
  override async flush(): Promise<void> {
    while (this.#batch || this.#queue.length > 0) {
      if (this.#isLost) return;
      await (this.#batch ?? this.#start()).catch(() => undefined);
    }
  }

  override end(): void {
    this.#lose(new StaleLogError());
    super.end();
  }

  #start(): Promise<void> {
    if (this.#batch) return this.#batch;
    const batch = this.#runBatch();
    this.#batch = batch;
    batch.then(
      () => {
        this.#batch = undefined;
        // The time of what can wait may have come while the batch committed.
        if (this.#queue.some(({ canWait }) => !canWait || !this.#cancelLater)) this.#start();
      },
      () => {
        this.#batch = undefined;
      },
    );
    return batch;
  }

  async #runBatch(): Promise<void> {
    const { agb, store } = this.#options;
    let turns: readonly QueuedTurn[] = [];
    const entries: LogEntry[] = [];
    const settle: (() => void)[] = [];
    try {
      const after = await store.exclusively(agb, this.#position, (missed) => {
        this.#absorb(missed);
        turns = this.#queue.splice(0);
        this.#cancelLater?.();
        this.#cancelLater = undefined;
        for (const turn of turns) settle.push(this.#runTurn(turn, entries));
        return {
          entries: entries.map((entry) => toStored(entry, this.world)),
          standing: standingOf(this.world, this.number),
          whole: () => toStored(this.whole(), this.world),
        };
      });
      if (!after) throw new StaleLogError();
      this.#moveTo(after);
    } catch (error) {
      for (const turn of turns) turn.reject(error);
      this.#lose(error);
      throw error;
    }
    if (entries.length > 0) this.#options.onStored();
    // A process leads by what it changes: one that only reads leaves the others at it.
    if (entries.some(changesState)) this.#lead(true);
    this.notify(entries);
    for (const each of settle) each();
  }

  /**
   * Runs a turn, and returns a function that settles it. An error after a change ends the batch: the others of it run
   * again, on the world as it is stored.
   */
  #runTurn({ cause, use, resolve, reject }: QueuedTurn, entries: LogEntry[]): () => void {
    try {
      const { value, entry } = this.execute(cause, use);
      if (entry) entries.push(entry);
      return () => resolve(value);
    } catch (error) {
      if (!this.world.changes.any) return () => reject(error);
      reject(error);
      throw new StaleLogError();
    }
  }

  /** Writes entries of other processes to the world. Its own may be among them. */
  #absorb(missed: Missed | undefined): void {
    if (!missed) throw new StaleLogError();
    const entries = missed.entries
      .filter(({ number }) => number > this.number)
      .map((entry) => fromStored(entry, this.world.dependencies));
    // A reset or a restore at another process has replaced the world.
    if (entries.some(({ isWhole }) => isWhole)) throw new StaleLogError();
    for (const entry of entries) {
      applyRecords(this.world, entry.records);
      this.follow(entry.number);
      this.keep(entry);
      publishEntry(this.world, entry);
    }
    this.#moveTo(missed.position);
    if (entries.some(changesState)) this.#lead(false);
    this.notify(entries);
  }

  /** A read that began before the last turn may end after it. */
  #moveTo(position: Position): void {
    if (position.number > this.#position.number) this.#position = position;
  }

  #lead(leads: boolean): void {
    this.#leads = leads;
    this.world.clock.leadChanged();
  }

  #lose(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#cancelLater?.();
    for (const turn of this.#queue.splice(0)) turn.reject(error);
    this.#failure = error instanceof StaleLogError ? undefined : error;
    this.#options.onLost(this.#failure);
  }
}

/** A batch finds that the world is stale before it runs its turns: nothing that a response is about is lost. */
function ignoreStale(error: unknown): void {
  if (!(error instanceof StaleLogError)) throw error;
}
