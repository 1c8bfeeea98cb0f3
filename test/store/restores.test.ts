import { describe, expect } from 'vitest';
import { restoreWorld } from '../../simulator/control/snapshot/restore.ts';
import type { Snapshot } from '../../simulator/control/snapshot/schema.ts';
import { StoreUnavailableError } from '../../simulator/store/store-error.ts';
import { AGB, createFailure, createGate, type Machine, make, PRACTICE, runs, test } from '../support/machine.ts';

/** Returns a snapshot of an organization that has a callback to send, and is no longer there. */
async function takeSnapshot(machine: Machine): Promise<Snapshot> {
  const { simulation, use } = await machine.start();
  await simulation.add(PRACTICE);
  const { snapshot } = await use((organization) => {
    make(organization);
    return { snapshot: organization.snapshot({ identities: 'original' }) };
  });
  await runs();
  await simulation.organizations.drop(AGB);
  machine.sent.length = 0;
  return snapshot;
}

describe('CB-6: a snapshot that is restored', () => {
  test('sends its callbacks when it is stored, and once', async ({ machine }) => {
    const snapshot = await takeSnapshot(machine);
    const gate = createGate('create');
    const { simulation } = await machine.start(machine.database.open(gate.hook));
    const put = simulation.put(await restoreWorld(snapshot, simulation.dependencies));
    await gate.isReached;
    await machine.pass(2000);
    expect(machine.sent).toEqual([]);
    gate.release();
    await put;
    const other = await machine.start();
    await other.simulation.organizations.enter(AGB);
    await machine.pass(60_000);
    expect(machine.sent).toHaveLength(1);
  });

  test.for(['create', 'lock', 'commit'] as const)(
    'sends nothing when it is not stored, because the database fails at the %s',
    async (step, { machine }) => {
      const snapshot = await takeSnapshot(machine);
      const failure = createFailure(step);
      const { simulation } = await machine.start(machine.database.open(failure.hook));
      // Otherwise it is created, and does not replace another one.
      if (step !== 'create') await simulation.add(PRACTICE);
      const world = await restoreWorld(snapshot, simulation.dependencies);
      failure.isOn = true;
      await expect(simulation.put(world)).rejects.toThrow(StoreUnavailableError);
      await machine.pass(5000);
      failure.isOn = false;
      await machine.pass(5000);
      expect([machine.sent, world.deliveries.list()]).toEqual([[], []]);
    },
  );
});
