import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { defined } from '../../schema/defined.ts';
import { createSimulator, type Organization, type Simulator } from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { PATIENCE_MS } from './patience.ts';
import { takeTestDatabase } from './postgres/database.ts';
import type { CallTarget } from './xis.ts';

export const STORES = ['memory', 'folder', 'PostgreSQL'] as const;
export type StoreName = (typeof STORES)[number];

/** The location of a store for a test; undefined for memory. */
export interface TestStore extends AsyncDisposable {
  readonly location: string | undefined;
}

/** Creates an empty store. */
export async function createTestStore(name: StoreName): Promise<TestStore> {
  if (name === 'PostgreSQL') {
    const database = await takeTestDatabase();
    return { location: database.url, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
  }
  if (name === 'memory') return { location: undefined, [Symbol.asyncDispose]: async () => undefined };
  const location = await mkdtemp(join(tmpdir(), 'xis-testkit-store-'));
  return { location, [Symbol.asyncDispose]: () => rm(location, { recursive: true }) };
}

const AGB = '10000001';

/** A simulator with one organization, which can be closed and opened again with what its store has. */
export class StoredSandbox implements AsyncDisposable {
  readonly #practice: TestPractice;
  readonly #store: TestStore;
  #simulator: Simulator | undefined;

  constructor(practice: TestPractice, store: TestStore) {
    this.#practice = practice;
    this.#store = store;
  }

  /** The FHIR API of the organization. */
  get target(): CallTarget {
    return { baseUrl: this.#running.baseUrl, headers: { 'X-Organization-Identifier': `${AGB_SYSTEM}|${AGB}` } };
  }

  get organization(): Organization {
    return this.#running.organization(AGB);
  }

  get #running(): Simulator {
    if (!this.#simulator) throw new Error('the sandbox is not open');
    return this.#simulator;
  }

  async open(): Promise<void> {
    const configuration = { organizations: [{ ...this.#practice, agb: AGB }] };
    const { location: store } = this.#store;
    this.#simulator = await createSimulator({ configuration, port: 0, ...defined({ store }) });
    await this.#simulator.listen();
  }

  /** Closes the simulator, and opens another one; of memory, nothing would be left. */
  async reopen(): Promise<void> {
    if (this.#store.location === undefined) return;
    await this.#running.close();
    await this.open();
  }

  /** Runs commands as one turn. */
  use<T>(use: (organization: Organization) => T): Promise<T> {
    return this.#running.organizations.use(AGB, use);
  }

  /** Waits until no callback is due or under way. */
  async settle(): Promise<void> {
    const areDelivered = ({ deliveries }: Organization): boolean =>
      deliveries.list().every(({ state }) => state !== 'waiting' && state !== 'sending');
    // An error ends the wait, such as that of a simulator that was not opened again.
    await vi.waitUntil(() => this.use(areDelivered), { timeout: PATIENCE_MS, interval: 5 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulator?.close();
    await this.#store[Symbol.asyncDispose]();
  }
}
