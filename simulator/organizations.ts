import type { Agb } from '../fhir/agb.ts';
import type { Instant } from '../fhir/instant.ts';
import { ControlError } from './control/control-error.ts';
import { History } from './log/history.ts';
import { isBusy } from './log/is-busy.ts';
import { OrganizationLog } from './log/organization-log.ts';
import { OwnedLog } from './log/owned-log.ts';
import { rebuildWorld } from './log/rebuild-world.ts';
import { SharedLog, StaleLogError } from './log/shared-log.ts';
import { type StoredLogOptions, standingOf, toStored } from './log/stored-log.ts';
import type { LogStore, OwnedStore, Position, SharedStore, Standing } from './store/store.ts';
import { StoreUnavailableError } from './store/store-error.ts';
import { StoreFailures } from './store/store-failures.ts';
import type { Cause } from './world/changes.ts';
import type { World, WorldDependencies } from './world/world.ts';

/** The real milliseconds between two looks for organizations with something due, and for those that are unused. */
const TICK_MS = 1000;
/** An open organization that is not used for so many real milliseconds is closed. */
const IDLE_MS = 300_000;
/** How often a turn begins again because another process has reset the organization meanwhile. */
const MAX_TRIES = 5;

const CREATION: Cause = { kind: 'command', name: 'organizations.create' };

interface OpenOrganization {
  readonly log: OrganizationLog;
  /** Its last use, on the monotonic clock of the machine: a scenario asks an organization for the time. */
  usedAt: number;
}

interface OrganizationsOptions {
  readonly dependencies: WorldDependencies;
  readonly store: LogStore | undefined;
  /** Is called with a world that has come or gone. */
  onWorldsChanged(world: World): void;
}

/**
 * The organizations of a simulator, each with its log. With a store they are opened when they are asked for or something
 * of them is due, and closed when they are unused.
 */
export class Organizations {
  readonly history: History;
  readonly #options: OrganizationsOptions;
  readonly #open = new Map<Agb, OpenOrganization>();
  readonly #opening = new Map<Agb, Promise<OrganizationLog | undefined>>();
  /** The standings in an owned store, as this process has left them. */
  #standings: Map<Agb, Standing> | undefined;
  /** The organizations that stay open. */
  readonly #pinned = new Set<Agb>();
  readonly #failures: StoreFailures;
  #cancelTick: (() => void) | undefined;
  #ticking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: OrganizationsOptions) {
    this.#options = options;
    this.history = new History(options.store, options.dependencies);
    this.#failures = new StoreFailures((error) => options.dependencies.reportError(error));
  }

  /** Reads what the store has, and begins to look for what is due. */
  async start(): Promise<void> {
    const { store } = this.#options;
    if (!store) return;
    const standings = await store.list();
    if (store.kind === 'owned') this.#standings = new Map(standings);
    else store.onChange((agb) => void this.#followChange(agb));
    // Their defects work on requests for which they are not opened.
    for (const [agb, { reachesOthers }] of standings) if (reachesOthers) await this.#openFromStore(agb);
    this.#scheduleTick();
  }

  /** Returns the log of an open organization. */
  get(agb: Agb): OrganizationLog | undefined {
    return this.#open.get(agb)?.log;
  }

  /**
   * Returns the log of an open organization for a use, after which it stays open for a while.
   * @throws ControlError when it is not open
   */
  require(agb: Agb): OrganizationLog {
    const open = this.#open.get(agb);
    if (!open) throw this.missing(agb);
    open.usedAt = this.#options.dependencies.system.elapsed();
    return open.log;
  }

  /** Returns the error of a use in this process of an organization that is not open. */
  missing(agb: Agb): ControlError {
    const advice = 'is not open in this process: use organizations.use';
    if (this.#standings?.has(agb)) return new ControlError('conflict', `organization ${agb} ${advice}`);
    const isShared = this.#options.store?.kind === 'shared';
    return new ControlError('not-found', `unknown organization ${agb}${isShared ? `, or it ${advice}` : ''}`);
  }

  /** Returns the worlds of the open organizations. */
  worlds(): readonly World[] {
    return [...this.#open.values()].map(({ log }) => log.world);
  }

  /** Returns the worlds of the open organizations, with what other processes have appended. They are not used by this. */
  async freshWorlds(): Promise<readonly World[]> {
    const logs = [...this.#open].map(([agb, { log }]) =>
      log instanceof SharedLog ? this.#failures.unlessDamaged(agb, () => this.#catchUp(agb, log)) : log,
    );
    return (await Promise.all(logs)).flatMap((log) => (log ? [log.world] : []));
  }

  /** The number of open organizations. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Returns the AGB codes of all organizations. */
  async list(): Promise<readonly Agb[]> {
    const { store } = this.#options;
    if (store?.kind === 'shared') return [...(await this.#failures.watch(() => store.list())).keys()];
    return this.known();
  }

  /** Returns the AGB codes of the organizations that this process knows: of a shared store those that are open. */
  known(): readonly Agb[] {
    return [...new Set([...this.#open.keys(), ...(this.#standings?.keys() ?? [])])];
  }

  /** Lets an organization stay open. */
  pin(agb: Agb): void {
    this.#pinned.add(agb);
  }

  /** Lets an organization be closed when it is unused. */
  unpin(agb: Agb): void {
    this.#pinned.delete(agb);
  }

  /** Whether a store keeps the organizations. */
  get hasStore(): boolean {
    return this.#options.store !== undefined;
  }

  /**
   * Opens an organization, and reads what other processes have appended, for what changes nothing.
   * @param options.isFresh false leaves the latter to the turn that follows
   * @returns undefined when there is no such organization
   */
  enter(
    agb: Agb,
    { isFresh = true }: { readonly isFresh?: boolean } = {},
  ): OrganizationLog | undefined | Promise<OrganizationLog | undefined> {
    const open = this.#open.get(agb);
    if (!this.#options.store) return open?.log;
    if (!open) return this.#openFromStore(agb);
    open.usedAt = this.#options.dependencies.system.elapsed();
    return isFresh && open.log instanceof SharedLog ? this.#catchUp(agb, open.log) : open.log;
  }

  /** Opens one of several organizations. One that is damaged is reported once, and counts as missing. */
  async enterIntact(agb: Agb): Promise<OrganizationLog | undefined> {
    return this.#failures.unlessDamaged(agb, async () => this.enter(agb));
  }

  async #catchUp(agb: Agb, log: SharedLog): Promise<OrganizationLog | undefined> {
    try {
      await log.catchUp();
      return log;
    } catch (error) {
      if (error instanceof StaleLogError) return this.#openFromStore(agb);
      throw error;
    }
  }

  /**
   * Runs a turn of an organization; the result comes when it is stored.
   * @throws ControlError when there is no such organization
   * @throws StoreUnavailableError when the store is down or full
   */
  turn<T>(agb: Agb, cause: Cause, use: (world: World, log: OrganizationLog) => T): T | Promise<T> {
    if (this.#open.has(agb) && this.#options.store?.kind !== 'shared') {
      const log = this.require(agb);
      return log.run(cause, (world) => use(world, log));
    }
    return this.#turnFromStore(agb, cause, use);
  }

  async #turnFromStore<T>(agb: Agb, cause: Cause, use: (world: World, log: OrganizationLog) => T): Promise<T> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const log = await this.enter(agb, { isFresh: false });
      if (!log) throw new ControlError('not-found', `unknown organization ${agb}`);
      try {
        return await log.run(cause, (world) => use(world, log));
      } catch (error) {
        if (!(error instanceof StaleLogError)) throw error;
      }
    }
    throw new StoreUnavailableError(`organization ${agb} was replaced again and again`);
  }

  /** Runs a turn of a world, if it is the one of its organization. What a former world does changes nothing. */
  turnOf<T>(world: World, cause: Cause, use: () => T): T | Promise<T> {
    const log = this.get(world.practice.agb);
    return log?.world === world ? log.run(cause, use) : use();
  }

  /** Returns whether this process runs the due events of a world at once. */
  leads(world: World): boolean {
    const log = this.get(world.practice.agb);
    return log?.world === world ? log.leads : this.#options.store?.kind !== 'shared';
  }

  /**
   * Adds an organization.
   * @param world has its whole state
   * @returns false when the AGB code is in use
   */
  async add(world: World): Promise<boolean> {
    const { store } = this.#options;
    const { agb } = world.practice;
    if (this.#open.has(agb) || this.#standings?.has(agb)) return false;
    if (store?.kind === 'shared') return this.#addShared(store, world);
    const log = store ? this.#createOwnedLog(store, world) : new OrganizationLog(world);
    this.#standings?.set(agb, standingOf(world, log.number));
    this.#set(agb, log);
    try {
      await log.pending;
    } catch (error) {
      this.#standings?.delete(agb);
      // Otherwise the store waits until an organization is read that it does not have.
      await store?.drop(agb).catch(() => undefined);
      throw error;
    }
    return true;
  }

  /** @param number as of `OwnedLog` */
  #createOwnedLog(store: OwnedStore, world: World, number?: number): OwnedLog {
    const { agb } = world.practice;
    const log: OwnedLog = new OwnedLog(world, { agb, store, ...this.#follow(agb, () => log) }, number);
    return log;
  }

  #follow(agb: Agb, log: () => OrganizationLog): Pick<StoredLogOptions<LogStore>, 'onLost' | 'onStored'> {
    return {
      onLost: (error) => this.#lose(agb, log(), error),
      onStored: () => this.#failures.noteSuccess('store'),
    };
  }

  async #addShared(store: SharedStore, world: World): Promise<boolean> {
    const { agb } = world.practice;
    const first = new OrganizationLog(world).whole(CREATION);
    const created = toStored(first, world);
    const position = await this.#failures.watch(() => store.create(agb, created, standingOf(world, first.number)));
    if (!position) return false;
    this.#set(agb, this.#createSharedLog(store, world, position));
    return true;
  }

  #createSharedLog(store: SharedStore, world: World, position: Position): SharedLog {
    const { agb } = world.practice;
    const log: SharedLog = new SharedLog(world, { agb, store, ...this.#follow(agb, () => log) }, position);
    return log;
  }

  /** Opens a log in the place of one that was opened meanwhile. */
  #set(agb: Agb, log: OrganizationLog): OrganizationLog {
    void this.#close(agb);
    this.#failures.forgetDamage(agb);
    this.#open.set(agb, { log, usedAt: this.#options.dependencies.system.elapsed() });
    this.#options.onWorldsChanged(log.world);
    log.world.clock.start();
    return log;
  }

  #openFromStore(agb: Agb): Promise<OrganizationLog | undefined> {
    const opening = this.#opening.get(agb) ?? this.#read(agb).finally(() => this.#opening.delete(agb));
    this.#opening.set(agb, opening);
    return opening;
  }

  async #read(agb: Agb): Promise<OrganizationLog | undefined> {
    const { store } = this.#options;
    const open = this.#open.get(agb)?.log;
    if (open || !store || this.#isClosed) return open;
    if (store.kind === 'shared') {
      const missed = await this.#failures.watch(() => store.catchUp(agb, undefined));
      if (!missed) return undefined;
      const world = await rebuildWorld(missed.entries, this.#options.dependencies);
      return this.#set(agb, this.#createSharedLog(store, world, missed.position));
    }
    if (!this.#standings?.has(agb)) return undefined;
    const stored = await this.#failures.watch(() => store.read(agb));
    if (!stored) return undefined;
    const world = await rebuildWorld(stored, this.#options.dependencies);
    // No other process has the folder: who sent them has ended.
    world.deliveries.endLeases();
    return this.#set(agb, this.#createOwnedLog(store, world, stored.at(-1)?.number ?? 1));
  }

  /** Closes an organization whose world is no longer what is stored. It is opened again when it is asked for. */
  #lose(agb: Agb, log: OrganizationLog, error: unknown): void {
    if (error !== undefined) this.#failures.note('store', error);
    if (this.#open.get(agb)?.log !== log) return;
    void this.#close(agb);
    // The stored entries decide when something is due, and not this world.
    const standing = this.#standings?.get(agb);
    if (standing) this.#standings?.set(agb, { ...standing, dueAt: this.#options.dependencies.system.now() });
  }

  async #close(agb: Agb): Promise<void> {
    const log = this.#open.get(agb)?.log;
    if (!log) return;
    const { world } = log;
    if (this.#standings?.has(agb)) this.#standings.set(agb, standingOf(world, log.number));
    this.#open.delete(agb);
    log.end();
    this.#options.onWorldsChanged(world);
    await world.close();
  }

  /**
   * Removes an organization with all its data.
   * @param usedBefore keeps an organization with an entry since this real instant
   * @returns whether it was there, and is removed
   */
  async drop(agb: Agb, usedBefore?: Instant): Promise<boolean> {
    // An organization that opens would be there after it is dropped; entries of one that is open would follow no entry.
    const opening = this.#opening.get(agb);
    if (opening) await opening.catch(() => undefined);
    const { store } = this.#options;
    let isDropped = this.#open.has(agb) && !store;
    const closed = this.#close(agb);
    const standing = this.#standings?.get(agb);
    this.#standings?.delete(agb);
    try {
      if (store) isDropped = await this.#failures.watch(() => store.drop(agb, usedBefore));
    } finally {
      if (standing && !isDropped) this.#standings?.set(agb, standing);
      await closed;
    }
    if (!isDropped) return false;
    // A turn that was rejected meanwhile may have opened it again.
    await this.#close(agb);
    this.#pinned.delete(agb);
    this.#failures.forgetDamage(agb);
    return true;
  }

  /**
   * Removes the organizations whose last entry is from before a real instant, unless this process uses them now or they are
   * pinned. Those that are pinned in another process only are removed: all processes need the same configuration.
   */
  async dropUnused(before: Instant): Promise<void> {
    const { store } = this.#options;
    if (!store) return;
    for (const [agb, { usedAt }] of await this.#failures.watch(() => store.list())) {
      if (this.#isClosed) return;
      if (usedAt < before && !this.#pinned.has(agb) && this.#isIdle(agb)) await this.drop(agb, before);
    }
  }

  /** Returns whether an organization was not used for a while in this process. */
  #isIdle(agb: Agb): boolean {
    const usedAt = this.#open.get(agb)?.usedAt;
    return usedAt === undefined || this.#options.dependencies.system.elapsed() - usedAt > IDLE_MS;
  }

  async #followChange(agb: Agb): Promise<void> {
    try {
      const log = this.get(agb);
      // That another process uses it is no use of this one.
      if (log instanceof SharedLog) await this.#catchUp(agb, log);
    } catch {
      // The next request, or the next look for what is due, tries again.
    }
  }

  #scheduleTick(): void {
    if (this.#isClosed) return;
    this.#cancelTick = this.#options.dependencies.system.after(TICK_MS, () => {
      this.#ticking = this.#tick().finally(() => this.#scheduleTick());
    });
  }

  /** Opens the organizations that must be open, and closes those that are unused. */
  async #tick(): Promise<void> {
    const now = this.#options.dependencies.system.now();
    for (const [agb, { log }] of this.#open)
      if (this.#isIdle(agb) && !this.#pinned.has(agb) && !isBusy(log)) await this.#close(agb);
    try {
      for (const agb of await this.#listAwake(now)) if (!this.#open.has(agb)) await this.enterIntact(agb);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) this.#options.dependencies.reportError(error);
    }
  }

  /** Lists the organizations that must be open: pinned, with something due, or with defects that need it. */
  async #listAwake(now: Instant): Promise<Iterable<Agb>> {
    const { store } = this.#options;
    if (store?.kind === 'shared')
      return new Set([...this.#pinned, ...(await this.#failures.watch(() => store.listAwake(now)))]);
    const awake = [...(this.#standings ?? [])].filter(
      ([, { dueAt, reachesOthers }]) => reachesOthers || (dueAt !== undefined && dueAt <= now),
    );
    return new Set([...this.#pinned, ...awake.map(([agb]) => agb)]);
  }

  /** Stores what waits, and closes all organizations and the store. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick?.();
    await this.#ticking;
    await Promise.allSettled(this.#opening.values());
    await Promise.all([...this.#open.values()].map(({ log }) => log.flush()));
    await Promise.all([...this.#open.keys()].map((agb) => this.#close(agb)));
    await this.#options.store?.close();
  }
}
