import { isDeepStrictEqual } from 'node:util';
import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import { type Agb, parseAgb } from '../fhir/agb.ts';
import { plus } from '../fhir/instant.ts';
import type { BearerValidator } from '../oauth/bearer/validate.ts';
import { redactText } from '../output/redaction.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { ControlError, isNotFound, requireKnown } from './control/control-error.ts';
import { bindDefects } from './defects/catalogue.ts';
import type { Delivery, DeliveryState } from './domain/callback/delivery.ts';
import type { OutboundOperation } from './domain/fault/rule.ts';
import type { OrganizationLog } from './log/organization-log.ts';
import { Organizations } from './organizations.ts';
import type { OrganizationChanges } from './practice/changes.ts';
import { checkIdentities, checkOrganization } from './practice/check.ts';
import { resolvePractice } from './practice/resolve.ts';
import type { OrganizationConfiguration } from './practice/schema.ts';
import type { LogStore } from './store/store.ts';
import { StoreUnavailableError } from './store/store-error.ts';
import type { System } from './system.ts';
import { CallbackLanes } from './world/callback-lanes.ts';
import type { TokenDependencies } from './world/callback-token.ts';
import { createWorld } from './world/create-world.ts';
import { Journal, type JournalEntry } from './world/journal.ts';
import { reconfigureWorld } from './world/reconfigure-world.ts';
import { ResponseCache } from './world/response-cache.ts';
import { WeekCache } from './world/week-cache.ts';
import type { World, WorldDependencies } from './world/world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Bounds the cached weeks of all organizations together: 40 MiB. */
const MAX_WEEK_CACHE_BYTES = 40 * 1024 * 1024;
/** The requests that belong to no organization: 1000, and 16 MiB. */
const UNROUTED_REQUESTS = { items: 1000, bytes: 16_777_216 };
/** The AGB codes of copies. */
const COPY_CODES = { first: 99_000_000, count: 1_000_000 };

/** A completed request, for a log. */
export interface LoggedRequest
  extends Pick<
    JournalEntry,
    'id' | 'method' | 'url' | 'status' | 'durationMs' | 'problem' | 'fault' | 'found' | 'appointment' | 'caller'
  > {
  readonly organization: Agb | undefined;
}

/** An attempt to deliver a callback, for a log. */
export interface LoggedCallback {
  readonly organization: Agb;
  /** The id of the delivery, as in the control interface. */
  readonly id: string;
  readonly operation: OutboundOperation;
  readonly appointment: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  /** The status that Spreekuur.nl returned. */
  readonly status: number | undefined;
  /** The reason why it returned no response. */
  readonly error: string | undefined;
  /** The state of the delivery after the attempt. */
  readonly state: DeliveryState;
  /** The reason of a delivery that has failed. */
  readonly reason: string | undefined;
  /** The instant of the next attempt, with the offset of the practice. */
  readonly nextAt: string | undefined;
}

/** Receives the log of a simulator; all its entries are redacted. */
export interface Log {
  request(request: LoggedRequest): void;
  /** Receives an attempt to deliver a callback. */
  callback?(callback: LoggedCallback): void;
  /** Receives an unexpected error. */
  error(message: string): void;
  /** Receives what is worth knowing and no error, such as that the connection to a store is back. */
  notice?(message: string): void;
}

/** The organizations of a simulator, shared by HTTP, the control interface and tests in the same process. */
export class Simulation {
  readonly system: System;
  readonly log: Log | undefined;
  /** The organizations that are open, each with its log. */
  readonly organizations: Organizations;
  /** The journal of requests that belong to no organization. */
  readonly unroutedRequests = new Journal(UNROUTED_REQUESTS);
  /** The public FHIR base; set when the simulator listens. */
  base = 'http://localhost/fhir';
  /** Validates the tokens of requests; undefined where tokens are not looked at. Set when the simulator listens. */
  authentication: BearerValidator | undefined;

  /** The live feeds that are open; undefined when the simulator ends. */
  #feeds: Set<{ stop(): void }> | undefined = new Set();
  #worldsReachingOthers: readonly World[] | undefined;
  #cancelRetention: (() => void) | undefined;
  #isClosed = false;
  #copyCount = 0;

  readonly dependencies: WorldDependencies;

  /**
   * @param options where the tokens of callbacks come from, and how a store keeps BSNs
   * @param store keeps the organizations; absent, they live as long as the process
   */
  constructor(
    system: System,
    log: Log | undefined,
    options: TokenDependencies & Pick<WorldDependencies, 'identities'> = {},
    store?: LogStore,
  ) {
    this.system = system;
    this.log = log;
    this.dependencies = {
      ...options,
      system,
      weeks: new WeekCache(MAX_WEEK_CACHE_BYTES),
      responses: new ResponseCache(),
      callbackLanes: new CallbackLanes(),
      base: () => this.base,
      reportError: (error) => this.reportError(error),
      logAttempt: (delivery, world) => this.#logAttempt(delivery, world),
      bindDefects,
      onDefectsChanged: (world) => this.#noteReach(world),
      turn: (world, cause, use) => this.organizations.turnOf(world, cause, use),
      leads: (world) => this.organizations.leads(world),
    };
    this.organizations = new Organizations({
      dependencies: this.dependencies,
      store,
      onWorldsChanged: (world) => this.#noteReach(world),
    });
  }

  /** The open worlds whose defects reach other organizations, so that requests need not search all worlds. */
  get worldsReachingOthers(): readonly World[] {
    this.#worldsReachingOthers ??= this.organizations.worlds().filter(({ defects }) => defects.reachOthers);
    return this.#worldsReachingOthers;
  }

  /** Notes that a world has come, gone or changed. Only one whose defects reach others makes the next request search all worlds. */
  #noteReach(world: World): void {
    if (world.defects.reachOthers || this.#worldsReachingOthers?.includes(world))
      this.#worldsReachingOthers = undefined;
  }

  #logAttempt({ id, operation, appointment, attempts, state, reason, dueAt }: Delivery, world: World): void {
    const { status, error } = attempts.at(-1) ?? {};
    this.log?.callback?.({
      organization: world.practice.agb,
      id,
      operation,
      appointment,
      attempt: attempts.length,
      status,
      error: error && redactText(error),
      state,
      reason: reason && redactText(reason),
      nextAt: dueAt && world.formatLocal(dueAt),
    });
  }

  /** Writes to the log what is worth knowing, redacted. */
  notice(text: string): void {
    this.log?.notice?.(redactText(text));
  }

  /** Writes an unexpected error to the log, redacted. */
  reportError(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : 'unknown error';
    // The message of an error that is thrown on purpose says all.
    this.log?.error(redactText(error instanceof XisTestkitError ? error.message : text));
  }

  /**
   * Adds an organization.
   * @throws ConfigurationError when its configuration has mistakes, or its AGB code is in use
   */
  async add(configuration: OrganizationConfiguration): Promise<World> {
    const mistakes = checkOrganization(configuration);
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
    return this.addChecked(configuration);
  }

  /**
   * Adds an organization whose configuration is already checked.
   * @throws ConfigurationError when a store with pseudonyms cannot keep its BSNs, or its AGB code is in use
   */
  async addChecked(configuration: OrganizationConfiguration): Promise<World> {
    const world = await this.#addIfUnused(configuration);
    if (world) return world;
    const message = 'expected an unused AGB code, found the AGB code of an existing organization';
    throw new ConfigurationError([{ path: ['agb'], message }]);
  }

  /**
   * Adds an organization with the configuration of another one, and with an AGB code that is not in use.
   * @param changes keys that replace those of the configuration
   * @throws ControlError when the other one does not exist
   * @throws ConfigurationError when the changed configuration has mistakes
   */
  async addCopy(agb: string, changes: OrganizationChanges): Promise<World> {
    const original = parseAgb(agb);
    const log = requireKnown(original && (await this.organizations.enter(original)), `organization ${agb}`);
    const copied = { ...log.world.configuration, ...changes };
    const mistakes = checkOrganization(copied);
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
    const used = new Set(await this.organizations.list());
    for (const code of this.#copyCodes()) {
      // Another process may have added it meanwhile.
      const world = used.has(code) ? undefined : await this.#addIfUnused({ ...copied, agb: code });
      if (world) return world;
    }
    throw new ControlError('conflict', 'expected an unused AGB code from 99000000, found all of them in use');
  }

  /** Yields each AGB code of copies once, those first that were not used for the longest time. */
  *#copyCodes(): Generator<Agb> {
    for (let tried = 0; tried < COPY_CODES.count; tried++) {
      yield String(COPY_CODES.first + (this.#copyCount++ % COPY_CODES.count)) as Agb;
    }
  }

  /** Adds an organization; returns undefined when its AGB code is in use. */
  async #addIfUnused(configuration: OrganizationConfiguration): Promise<World | undefined> {
    const mistakes = this.dependencies.identities ? checkIdentities(configuration) : [];
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
    const practice = resolvePractice(configuration);
    const world = createWorld(configuration, practice, this.dependencies);
    let isAdded = false;
    try {
      isAdded = await this.organizations.add(world);
    } finally {
      if (!isAdded) await world.close();
    }
    return isAdded ? world : undefined;
  }

  /** Adds a restored organization, or replaces the one with its AGB code. A world that is not stored is closed. */
  async put(world: World): Promise<void> {
    await this.#closeUnlessStored(world, async () => {
      if (!(await this.organizations.add(world))) await this.#restore(world);
    });
  }

  /**
   * Replaces an organization by a restored one. A world that is not stored is closed.
   * @throws ControlError when it does not exist
   */
  async restore(world: World): Promise<void> {
    await this.#closeUnlessStored(world, () => this.#restore(world));
  }

  async #closeUnlessStored(world: World, store: () => Promise<void>): Promise<void> {
    try {
      await store();
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async #restore(world: World): Promise<void> {
    const { agb } = world.practice;
    let isUsed = false;
    await this.#replace(agb, 'restore', () => {
      // Its first turn was not stored, and a world that was closed is empty.
      if (isUsed) throw new StoreUnavailableError(`organization ${agb} was replaced at the same time`);
      isUsed = true;
      return world;
    });
  }

  /**
   * Resets an organization to its configuration.
   * @throws ControlError when it does not exist
   */
  async reset(agb: Agb): Promise<void> {
    await this.#replace(agb, 'reset', ({ configuration, practice, dependencies }) =>
      createWorld(configuration, practice, dependencies),
    );
  }

  /**
   * Gives an organization another configuration, which is checked already, and keeps its state.
   * @returns the number of appointments that it could not keep
   * @throws ControlError when it does not exist
   */
  async reconfigure(configuration: OrganizationConfiguration): Promise<number> {
    const practice = await resolvePractice(configuration);
    let dropped = 0;
    await this.#replace(practice.agb, 'reconfigure', (previous) => {
      const reconfigured = reconfigureWorld(previous, configuration, practice);
      dropped = reconfigured.dropped;
      return reconfigured.world;
    });
    return dropped;
  }

  /**
   * Replaces the world of an organization, and closes the previous world.
   * @param name of the command, for the log
   */
  async #replace(agb: Agb, name: string, create: (previous: World) => World): Promise<void> {
    const cause = { kind: 'command', name } as const;
    const former: World[] = [];
    try {
      await this.organizations.turn(agb, cause, (world, log) => {
        former.push(log.replace(create(world)));
        // At once: its events have no log any more.
        void world.close();
      });
    } finally {
      // Also when it is not stored: then the organization is opened again, with another world.
      for (const world of former) await this.#endFormer(world);
    }
  }

  async #endFormer(previous: World): Promise<void> {
    this.#noteReach(previous);
    const world = this.organizations.get(previous.practice.agb)?.world;
    if (world) this.#noteReach(world);
    await previous.close();
  }

  /** Resets all organizations, one after another. Other requests have their turn meanwhile. */
  async resetAll(): Promise<void> {
    for (const agb of await this.organizations.list()) {
      try {
        // One that is damaged keeps no other one from its reset.
        if (await this.organizations.enterIntact(agb)) await this.reset(agb);
      } catch (error) {
        // Dropped meanwhile.
        if (!isNotFound(error)) throw error;
      }
      await new Promise(setImmediate);
    }
    this.unroutedRequests.clear();
  }

  /**
   * Opens what the store has, and adds the organizations of a configuration that it does not have. Of the others, what is
   * stored counts.
   */
  async start(configured: readonly OrganizationConfiguration[], retentionDays?: number): Promise<void> {
    await this.organizations.start();
    for (const configuration of configured) {
      const agb = configuration.agb as Agb;
      const stored = await this.#findOrAdd(configuration);
      if (stored && !isDeepStrictEqual(stored.world.configuration, configuration)) this.notice(explainDifference(agb));
      this.organizations.pin(agb);
    }
    if (retentionDays !== undefined) await this.#dropUnused(retentionDays * DAY_MS);
  }

  /** Returns the organization of the store; undefined when it was added, unless another process has added it meanwhile. */
  async #findOrAdd(configuration: OrganizationConfiguration): Promise<OrganizationLog | undefined> {
    const agb = configuration.agb as Agb;
    const stored = await this.organizations.enter(agb);
    return stored ?? ((await this.#addIfUnused(configuration)) ? undefined : this.organizations.enter(agb));
  }

  /** Removes the organizations that were not used for so many real milliseconds, now and every hour. */
  async #dropUnused(retentionMs: number): Promise<void> {
    try {
      await this.organizations.dropUnused(plus(this.system.now(), -retentionMs));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) this.reportError(error);
    }
    if (!this.#isClosed) this.#cancelRetention = this.system.after(HOUR_MS, () => void this.#dropUnused(retentionMs));
  }

  /**
   * Stops a live feed when the simulator ends: otherwise it would wait for the response that has no end.
   * @returns a function that ends this
   */
  addFeed(feed: { stop(): void }): () => void {
    if (!this.#feeds) feed.stop();
    this.#feeds?.add(feed);
    return () => void this.#feeds?.delete(feed);
  }

  /** Stops the live feeds, before the requests under way get their responses. */
  stopFeeds(): void {
    for (const feed of this.#feeds ?? []) feed.stop();
    this.#feeds = undefined;
  }

  /** Begins no more callbacks, and waits until those under way have ended and are stored. */
  drainCallbacks(): Promise<void> {
    return this.dependencies.callbackLanes.drain();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.stopFeeds();
    this.#cancelRetention?.();
    await this.organizations.close();
  }
}

function explainDifference(agb: Agb): string {
  return `The store has organization ${agb} with another configuration, which counts. Change its settings by the control interface, or delete the organization at /__admin/organizations/${agb}, with its appointments, and start again.`;
}
