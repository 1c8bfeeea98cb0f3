import { describe, expect, vi } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { StoreError, StoreUnavailableError } from '../../simulator/store/store-error.ts';
import { AGB, createFailure, MemoryOwnedStore, make, PRACTICE, runs, serve, test } from '../support/machine.ts';
import type { StepHook } from '../support/memory-shared-store.ts';

const DAMAGED = '10000002' as Agb;

describe('an organization whose log is damaged', () => {
  const damage: StepHook = (step, agb) => {
    if (step === 'read' && agb === DAMAGED) throw new StoreError('line 1 is damaged');
  };

  test('is left out of the list and of a reset of all, is reported once, and can be deleted', async ({ machine }) => {
    const first = await machine.start();
    await first.simulation.add(PRACTICE);
    await first.simulation.add({ ...PRACTICE, agb: DAMAGED });
    await first.use((organization) => make(organization));
    const process = await machine.start(machine.database.open(damage));
    await using server = await serve(process);
    const listed = await (await server.send('/__admin/organizations')).json();
    expect(listed).toMatchObject({ organizations: [{ agb: AGB }] });
    expect((await server.send('/__admin/reset', { method: 'POST' })).status).toBe(204);
    expect(await first.use(({ appointments }) => appointments.list())).toEqual([]);
    expect(process.errors).toEqual([expect.stringContaining('damaged')]);
    const remove = () => server.send(`/__admin/organizations/${DAMAGED}`, { method: 'DELETE' });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect(await process.simulation.organizations.list()).toEqual([AGB]);
  });
});

describe('a store that is down', () => {
  test('is reported once when only reads fail, and again after it has worked', async ({ machine }) => {
    const first = await machine.start();
    await first.simulation.add(PRACTICE);
    const failure = createFailure('read');
    const { simulation, errors } = await machine.start(machine.database.open(failure.hook));
    for (const outages of [1, 2]) {
      failure.isOn = true;
      for (let request = 0; request < 3; request++)
        await expect((async () => simulation.organizations.enter(AGB))()).rejects.toThrow('the database is down');
      expect(errors).toHaveLength(outages);
      failure.isOn = false;
      await machine.pass(1000);
    }
  });

  test('leaves no response of the control interface that shows what is lost', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const process = await machine.start(store, [PRACTICE]);
    await using server = await serve(process);
    await runs();
    let fail: (error: unknown) => void = () => undefined;
    vi.spyOn(store, 'append').mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
    const made = process.use((organization) => make(organization));
    made.catch(() => undefined);
    // The handler of the log waits for this read.
    vi.spyOn(store, 'read').mockImplementationOnce(async (agb) => {
      fail(new StoreUnavailableError('the disk is full'));
      await runs();
      return store.read(agb);
    });
    const { status } = await server.send(`/__admin/organizations/${AGB}/log`);
    await expect(made).rejects.toThrow('the disk is full');
    expect(status).toBe(503);
  });
});
