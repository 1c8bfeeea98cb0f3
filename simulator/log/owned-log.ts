import type { OwnedStore } from '../store/store.ts';
import type { Cause } from '../world/changes.ts';
import type { World } from '../world/world.ts';
import { changesState, type LogEntry } from './entry.ts';
import { OrganizationLog, type TurnResult } from './organization-log.ts';
import { type StoredLogOptions, standingOf, toStored } from './stored-log.ts';

/** The log of an organization in a store that this process has for itself. */
export class OwnedLog extends OrganizationLog {
  readonly #options: StoredLogOptions<OwnedStore>;
  #pending: Promise<void> | undefined;
  #isLost = false;

  /** @param number as of `OrganizationLog`; absent, the first entry is stored */
  constructor(world: World, options: StoredLogOptions<OwnedStore>, number?: number) {
    super(world, number);
    this.#options = options;
    if (number === undefined) this.#append(this.whole({ kind: 'command', name: 'organizations.create' }));
  }

  override get pending(): Promise<void> | undefined {
    return this.#pending;
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
      if (result.entry) this.#append(result.entry);
      return result;
    } catch (error) {
      // A turn that has failed on the way may have changed half of what it should.
      if (this.world.changes.any) this.#lose(error);
      throw error;
    }
  }

  /** Entries are passed on when they are stored. */
  protected override notify(): void {}

  #append(entry: LogEntry): void {
    const { agb, store } = this.#options;
    const standing = standingOf(this.world, entry.number);
    const whole = () => toStored(this.whole(), this.world);
    const stored = this.#isLost
      ? Promise.reject(new Error(`the log of ${agb} is lost`))
      : store.append(agb, [toStored(entry, this.world)], { standing, whole });
    const settled = stored.then(
      () => super.notify([entry]),
      (error: unknown) => {
        this.#lose(error);
        throw error;
      },
    );
    settled.catch(() => undefined);
    // Nobody waits for the journal entry of a search.
    if (!changesState(entry)) return;
    this.#pending = settled;
    settled.then(
      () => {
        if (this.#pending === settled) this.#pending = undefined;
      },
      () => undefined,
    );
  }

  override end(): void {
    this.#isLost = true;
    super.end();
  }

  #lose(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onLost(error);
  }
}
