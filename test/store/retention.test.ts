import { describe, expect, vi } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { AGB, MemoryOwnedStore, make, PRACTICE, test } from '../support/machine.ts';
import { MINUTE } from '../support/time.ts';

describe('retention', () => {
  test('keeps an organization that another process uses after the look for unused ones', async ({ machine }) => {
    const first = await machine.start();
    await first.simulation.add(PRACTICE);
    const store = machine.database.open();
    const second = await machine.start(store);
    await machine.pass(10 * MINUTE);
    const limit = plus(machine.system.now(), -MINUTE);
    const listed = await store.list();
    await first.use((organization) => make(organization));
    vi.spyOn(store, 'list').mockResolvedValueOnce(listed);
    await second.simulation.organizations.dropUnused(limit);
    expect(await first.use(({ appointments }) => appointments.list().length)).toBe(1);
  });

  test('removes an unused organization, and none that this process uses now', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const { simulation } = await machine.start(store);
    await simulation.add(PRACTICE);
    await machine.pass(10 * MINUTE);
    await simulation.organizations.enter(AGB);
    const limit = plus(machine.system.now(), -MINUTE);
    await simulation.organizations.dropUnused(limit);
    expect(await simulation.organizations.list()).toEqual([AGB]);
    await machine.pass(6 * MINUTE);
    await simulation.organizations.dropUnused(limit);
    expect([await simulation.organizations.list(), store.logs.size]).toEqual([[], 0]);
  });
});
