import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SMALL_PRACTICE } from '../../../fixtures/test/practices.ts';
import { createManualSystem, type ManualSystem, NINE } from '../../../test/support/time.ts';
import { Simulation } from '../../simulation.ts';
import type { OwnedStore, StoredEntry } from '../../store/store.ts';
import { StoreUnavailableError } from '../../store/store-error.ts';
import { createOrganization } from '../create-organization.ts';
import type { Organization } from '../organization.ts';

const AGB = '10000001';

/** A store in memory whose appends a test lets through, or fails. */
class ManualStore implements OwnedStore {
  readonly kind = 'owned';
  readonly description = 'a test';
  stored: StoredEntry[] = [];
  isHeld = false;
  isDown = false;
  reads = 0;
  #held: (() => void)[] = [];

  release(): void {
    for (const settle of this.#held.splice(0)) settle();
  }

  async list() {
    return new Map();
  }

  append(_agb: string, entries: readonly StoredEntry[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        if (this.isDown) return reject(new StoreUnavailableError('down'));
        this.stored.push(...entries);
        resolve();
      };
      if (this.isHeld) this.#held.push(settle);
      else settle();
    });
  }

  async read(): Promise<readonly StoredEntry[]> {
    this.reads++;
    if (this.isDown) throw new StoreUnavailableError('down');
    return this.stored;
  }

  async readAfter(_agb: string, number: number): Promise<readonly StoredEntry[]> {
    if (this.isDown) throw new StoreUnavailableError('down');
    return this.stored.filter((entry) => entry.number > number);
  }

  async drop(): Promise<boolean> {
    this.stored = [];
    return true;
  }

  async close(): Promise<void> {}
}

let system: ManualSystem;
let store: ManualStore;
let simulation: Simulation;
let organization: Organization;

beforeEach(async () => {
  system = createManualSystem(NINE);
  store = new ManualStore();
  simulation = new Simulation(system, undefined, {}, store);
  await simulation.start([{ ...SMALL_PRACTICE, agb: AGB }]);
  organization = createOrganization(simulation, AGB as never);
});
afterEach(() => simulation.close());

const settle = () => new Promise(setImmediate);

describe('a live feed with a store', () => {
  test('has an entry when it is stored, and not before', async () => {
    const feed = organization.events();
    let isThere = false;
    const next = feed.next().then((result) => {
      isThere = true;
      return result.value;
    });
    store.isHeld = true;
    organization.loggedInPatient.set('2');
    await settle();
    expect(isThere).toBe(false);
    store.release();
    expect(await next).toMatchObject({ number: 2, changes: { loggedInPatient: '2' } });
    await feed.return?.();
  });

  test('goes on after a store that was down, without what was never stored', async () => {
    const feed = organization.events();
    const next = feed.next();
    store.isHeld = true;
    organization.loggedInPatient.set('2');
    store.isDown = true;
    store.release();
    await settle();
    store.isHeld = false;
    system.pass(1000);
    await settle();
    expect(store.reads).toBeGreaterThan(1);
    store.isDown = false;
    system.pass(1000);
    await settle();
    await simulation.organizations.turn(AGB as never, { kind: 'command', name: 'test' }, (world) => {
      world.loggedInPatient = undefined;
    });
    expect(await next).toMatchObject({ value: { number: 2, changes: { loggedInPatient: 'unknown' } } });
    await feed.return?.();
  });

  test('ends with the simulator, also while the store is down', async () => {
    const next = organization.events().next();
    await settle();
    store.isDown = true;
    store.isHeld = true;
    organization.loggedInPatient.set('2');
    store.release();
    await settle();
    await simulation.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
