import { describe, expect, onTestFinished, test } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createManualSystem, NINE } from '../../test/support/time.ts';
import { Simulation } from '../simulation.ts';
import type { OwnedStore } from '../store/store.ts';
import { StoreUnavailableError } from '../store/store-error.ts';
import type { Cause } from '../world/changes.ts';
import { LATER_MS } from './stored-log.ts';

const AGB = '10000001' as Agb;
const CAUSE: Cause = { kind: 'request', name: 'search-slot' };

/** Creates an organization in a store that notes the numbers of the entries of each append. */
async function createLog() {
  const appends: number[][] = [];
  const store: OwnedStore = {
    kind: 'owned',
    description: 'a store that notes appends',
    list: async () => new Map(),
    read: async () => undefined,
    readAfter: async () => undefined,
    drop: async () => true,
    append: async (_agb, entries) => void appends.push(entries.map(({ number }) => number)),
    close: async () => undefined,
  };
  const system = createManualSystem(NINE);
  const simulation = new Simulation(system, undefined, {}, store);
  onTestFinished(() => simulation.close());
  await simulation.add({ ...SMALL_PRACTICE, agb: AGB });
  const log = simulation.organizations.get(AGB);
  if (!log) throw new Error('no log');
  appends.splice(0);
  let requests = 0;
  const request = { url: '/fhir/Slot', notes: [], bodyBytes: 0 };
  const search = (): void => log.later(CAUSE, ({ changes }) => changes.set('request', String(++requests), request));
  const book = () => log.run(CAUSE, ({ changes }) => changes.set('draw', 'decision', 1));
  return { log, system, simulation, appends, search, book };
}

describe('the entry of a search', () => {
  test('is stored soon, with the others of that time', async () => {
    const { log, system, appends, search } = await createLog();
    search();
    search();
    expect([appends, log.pending]).toEqual([[], undefined]);
    system.pass(LATER_MS - 1);
    expect(appends).toEqual([]);
    system.pass(1);
    expect(appends).toEqual([[2, 3]]);
    search();
    system.pass(LATER_MS);
    expect(appends).toEqual([[2, 3], [4]]);
  });

  test('is stored at once with an entry that a response waits for', async () => {
    const { system, appends, search, book } = await createLog();
    const { timers } = system;
    search();
    await book();
    expect([appends, system.timers]).toEqual([[[2, 3]], timers]);
  });

  test('is stored at once when many wait', async () => {
    const { appends, search } = await createLog();
    for (let count = 0; count < 256; count++) search();
    expect(appends.map(({ length }) => length)).toEqual([256]);
  });

  test('is stored before the simulator closes', async () => {
    const { simulation, appends, search } = await createLog();
    search();
    await simulation.close();
    expect(appends).toEqual([[2]]);
  });

  test('is not stored after its organization is dropped', async () => {
    const { simulation, system, appends, search } = await createLog();
    search();
    await simulation.organizations.drop(AGB);
    system.pass(LATER_MS);
    expect(appends).toEqual([]);
  });
});

test('a turn of a log that has ended is not stored, and can be tried again', async () => {
  const { log, appends, book } = await createLog();
  log.end();
  await expect(book()).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(appends).toEqual([]);
});
