import type { OwnedStore } from '../store/store.ts';
import { StoreUnavailableError } from '../store/store-error.ts';
import type { Cause } from '../world/changes.ts';
import type { World } from '../world/world.ts';
import { changesState, type LogEntry } from './entry.ts';
import { OrganizationLog, type TurnResult } from './organization-log.ts';
import { LATER_MS, type StoredLogOptions, standingOf, toStored } from './stored-log.ts';

/** So many entries that no response waits for are written at once, so that no other request waits for long. */
const MAX_WAITING = 256;

/**
 * The log of an organization in a store that this process has for itself. An entry of a search waits a little, and is
 * written with those after it.
 */
export class OwnedLog extends OrganizationLog {
  readonly #options: StoredLogOptions<OwnedStore>;
  /** The entries that the store does not have yet. */
  #waiting: LogEntry[] = [];
  #cancelWait: (() => void) | undefined;
  /** Settles when the entries that the store has been given are stored. */
  #stored: Promise<void> = Promise.resolve();
  #pending: Promise<void> | undefined;
  #isLost = false;
  #failure: unknown;

  /** @param number as of `OrganizationLog`; absent, the first entry is stored */
  constructor(world: World, options: StoredLogOptions<OwnedStore>, number?: number) {
    super(world, number);
    this.#options = options;
    if (number === undefined) this.#add(this.whole({ kind: 'command', name: 'organizations.create' }));
  }

  override get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  override get failure(): unknown {
    return this.#failure;
  }

  override get isPending(): boolean {
    return this.#pending !== undefined || this.#waiting.length > 0;
  }

  override run<T>(cause: Cause, use: (world: World) => T): T | Promise<T> {
    if (this.isInTurn) {
      const value = use(this.world);
      // The entry is appended when the turn around this one has ended.
      return Promise.resolve()
        .then(() => this.#pending)
        .then(() => value);
    }
    const value = this.runNow(cause, use);
    return this.#pending ? this.#pending.then(() => value) : value;
  }

  protected override execute<T>(cause: Cause, use: (world: World) => T): TurnResult<T> {
    try {
      const result = super.execute(cause, use);
      if (result.entry) this.#add(result.entry);
      return result;
    } catch (error) {
      // A turn that has failed on the way may have changed half of what it should.
      if (this.world.changes.any) this.#lose(error);
      throw error;
    }
  }

  /** Entries are passed on when they are stored. */
  protected override notify(): void {}

  /** Stores what waits, and waits for it. */
  override async flush(): Promise<void> {
    if (this.#waiting.length > 0) this.#append();
    await this.#stored.catch(() => undefined);
  }

  #add(entry: LogEntry): void {
    this.#waiting.push(entry);
    if (changesState(entry)) this.#appendPending();
    else if (this.#waiting.length >= MAX_WAITING) this.#append();
    else this.#cancelWait ??= this.world.dependencies.system.after(LATER_MS, () => this.#append());
  }

  /** Appends what responses wait for. */
  #appendPending(): void {
    this.#append();
    const stored = this.#stored;
    this.#pending = stored;
    stored.then(
      () => {
        if (this.#pending === stored) this.#pending = undefined;
      },
      () => undefined,
    );
  }

  #append(): void {
    const { agb, store } = this.#options;
    const entries = this.#waiting;
    this.#waiting = [];
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    const standing = standingOf(this.world, this.number);
    const whole = () => toStored(this.whole(), this.world);
    const stored = this.#isLost
      ? Promise.reject(new StoreUnavailableError(`the log of ${agb} goes on elsewhere`))
      : store.append(
          agb,
          entries.map((entry) => toStored(entry, this.world)),
          { standing, whole },
        );
    this.#stored = stored.then(
      () => {
        this.#options.onStored();
        super.notify(entries);
      },
      (error: unknown) => {
        this.#lose(error);
        throw error;
      },
    );
    this.#stored.catch(() => undefined);
  }

  override end(): void {
    this.#isLost = true;
    this.#cancelWait?.();
    super.end();
  }

  #lose(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#failure = error;
    this.#cancelWait?.();
    this.#options.onLost(error);
  }
}
