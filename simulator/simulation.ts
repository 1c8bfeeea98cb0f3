import type { Agb } from '../fhir/agb.ts';
import { redactText } from '../output/redaction.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { bindDefects } from './defects/catalogue.ts';
import { checkOrganization } from './practice/check.ts';
import { resolvePractice } from './practice/resolve.ts';
import type { OrganizationConfiguration } from './practice/schema.ts';
import type { System } from './system.ts';
import { createWorld } from './world/create-world.ts';
import { DayCache } from './world/day-cache.ts';
import { Journal, type JournalEntry } from './world/journal.ts';
import type { World, WorldDependencies } from './world/world.ts';

/** What all organizations together may keep ready of their agendas: 40 MiB. */
const MAX_DAY_CACHE_BYTES = 40 * 1024 * 1024;
const MAX_UNROUTED_REQUESTS = 1000;

/** A request that was answered, for a log. */
export interface LoggedRequest
  extends Pick<
    JournalEntry,
    'method' | 'url' | 'status' | 'durationMs' | 'problem' | 'fault' | 'found' | 'appointment'
  > {
  readonly organization: Agb | undefined;
}

/** Where a simulator tells what happens; everything in it is redacted. */
export interface Log {
  request(request: LoggedRequest): void;
  /** Something went wrong that should not. */
  error(message: string): void;
}

/** The organizations of a simulator, whoever asks: HTTP, the control interface, or a test in the same process. */
export class Simulation {
  readonly system: System;
  readonly log: Log | undefined;
  readonly worlds = new Map<Agb, World>();
  /** Requests that were for no organization. */
  readonly unroutedRequests = new Journal(MAX_UNROUTED_REQUESTS);
  /** The FHIR base, as others reach it; known once it listens. */
  base = 'http://localhost/fhir';

  /** Those that have defects, so that no request has to look through all. */
  worldsWithDefects: readonly World[] = [];

  /** What the worlds share. */
  readonly dependencies: WorldDependencies;

  constructor(system: System, log: Log | undefined) {
    this.system = system;
    this.log = log;
    this.dependencies = {
      system,
      days: new DayCache(MAX_DAY_CACHE_BYTES),
      base: () => this.base,
      reportError: (error) => this.reportError(error),
      bindDefects,
      onDefectsChanged: () => this.#updateWorldsWithDefects(),
    };
  }

  #updateWorldsWithDefects(): void {
    this.worldsWithDefects = [...this.worlds.values()].filter(({ defects }) => defects.any);
  }

  /** What nobody has foreseen goes to the log, redacted. */
  reportError(error: unknown): void {
    this.log?.error(redactText(error instanceof Error ? (error.stack ?? error.message) : 'unknown error'));
  }

  /**
   * Adds an organization.
   * @throws ConfigurationError when its configuration has mistakes, or there is one with its AGB code
   */
  async add(configuration: OrganizationConfiguration): Promise<World> {
    const mistakes = checkOrganization(configuration);
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
    return this.addChecked(configuration);
  }

  /** Adds an organization whose configuration was checked before. */
  async addChecked(configuration: OrganizationConfiguration): Promise<World> {
    const practice = await resolvePractice(configuration);
    if (this.worlds.has(practice.agb)) {
      const message = 'expected an AGB code that no organization has, found one that is there';
      throw new ConfigurationError([{ path: ['agb'], message }]);
    }
    const world = createWorld(configuration, practice, this.dependencies);
    this.worlds.set(practice.agb, world);
    this.#updateWorldsWithDefects();
    return world;
  }

  /** Puts a new world in the place of an organization's, and ends the old one. */
  async replace(world: World): Promise<void> {
    const old = this.worlds.get(world.practice.agb);
    this.worlds.set(world.practice.agb, world);
    this.#updateWorldsWithDefects();
    await old?.close();
  }

  /** Drops an organization with everything in it; false when there is none. */
  async drop(agb: Agb): Promise<boolean> {
    const world = this.worlds.get(agb);
    this.worlds.delete(agb);
    this.#updateWorldsWithDefects();
    await world?.close();
    return world !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.worlds.values()].map((world) => world.close()));
    this.worlds.clear();
  }
}
