import { describe, expect, vi } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { StoreUnavailableError } from '../../simulator/store/store-error.ts';
import {
  AGB,
  createFailure,
  createGate,
  MemoryOwnedStore,
  make,
  PRACTICE,
  runs,
  serve,
  test,
} from '../support/machine.ts';
import type { StepHook } from '../support/memory-shared-store.ts';
import { MINUTE } from '../support/time.ts';

describe('processes that share a store', () => {
  test('that start at the same time with the same organization both start', async ({ machine }) => {
    const [first, second] = await Promise.all([
      machine.start(machine.database.open(), [PRACTICE]),
      machine.start(machine.database.open(), [PRACTICE]),
    ]);
    await first.use((organization) => make(organization));
    expect(await second.use(({ appointments }) => appointments.list().length)).toBe(1);
  });

  test('open an organization once, when a request comes while it is created', async ({ machine }) => {
    const gate = createGate('stored');
    const { simulation, use } = await machine.start(machine.database.open(gate.hook));
    const created = simulation.add(PRACTICE);
    await gate.isReached;
    const opened = await simulation.organizations.enter(AGB);
    const timers = machine.system.timers;
    gate.release();
    await created;
    expect(simulation.organizations.get(AGB)).toBeDefined();
    expect(simulation.organizations.get(AGB)).not.toBe(opened);
    expect(machine.system.timers).toBe(timers);
    await use((organization) => make(organization));
    await machine.pass(MINUTE);
    expect(machine.sent).toHaveLength(1);
  });

  test('CB-6: leave nothing of the former world when a reset is not stored', async ({ machine }) => {
    const failure = createFailure('commit');
    const { simulation, use } = await machine.start(machine.database.open(failure.hook), [PRACTICE]);
    await use((organization) => {
      organization.callbacks.set({ url: 'http://spreekuur.example', retry: { jitter: 0 } });
      organization.faults.add({ operation: 'send-appointment-update', effect: { callback: { late: 'PT5M' } } });
      make(organization);
    });
    const former = simulation.organizations.get(AGB)?.world;
    failure.isOn = true;
    await expect(simulation.reset(AGB)).rejects.toThrow('the database is down');
    failure.isOn = false;
    expect(former?.deliveries.list()).toEqual([]);
    await machine.pass(10 * MINUTE);
    expect(machine.sent).toEqual(['PUT /Appointment/1001']);
  });

  test('store the requests of a journal that come while a batch commits', async ({ machine }) => {
    const gate = createGate('commit');
    const { simulation, use } = await machine.start(machine.database.open(), [PRACTICE]);
    await simulation.close();
    const other = await machine.start(machine.database.open(gate.hook));
    const changed = other.use((organization) => make(organization));
    await gate.isReached;
    const log = other.simulation.organizations.get(AGB);
    const ran: string[] = [];
    const search = { kind: 'request', name: 'search-slot' } as const;
    log?.later(search, () => void ran.push('first'));
    machine.system.pass(200);
    gate.release();
    await changed;
    await runs();
    log?.later(search, () => void ran.push('second'));
    await machine.pass(1000);
    expect([use.length, ran]).toEqual([1, ['first', 'second']]);
  });

  test('answer a search that waits for a batch, when another process has reset the organization', async ({
    machine,
  }) => {
    const first = await machine.start(machine.database.open(), [PRACTICE]);
    const gate = createGate('lock');
    const second = await machine.start(machine.database.open(gate.hook));
    await using server = await serve(second);
    await second.simulation.organizations.enter(AGB);
    const log = second.simulation.organizations.get(AGB);
    const changed = second.use((organization) => make(organization));
    await gate.isReached;
    const pending = log?.pending;
    const status = server.get('/Slot?schedule.date=2027-01-11');
    await first.simulation.reset(AGB);
    gate.release();
    await expect(pending).resolves.toBeUndefined();
    expect(await status).toBe(200);
    await changed;
    expect([second.errors, await first.use(({ appointments }) => appointments.list().length)]).toEqual([[], 1]);
  });

  test('run an event once that another process has moved while this one waits for the lock', async ({ machine }) => {
    const gate = createGate('lock');
    let isHeld = false;
    const hook: StepHook = (step, agb) => (isHeld ? gate.hook(step, agb) : undefined);
    const first = await machine.start(machine.database.open(hook), [PRACTICE]);
    await first.use((organization) => {
      organization.faults.add({ operation: 'send-appointment-update', effect: { callback: { late: 'PT5M' } } });
      make(organization);
    });
    const second = await machine.start(machine.database.open());
    await machine.pass(5 * MINUTE - 1000);
    // This process comes first: the other one waits for the lock at the time of the event.
    const now = await second.use(({ clock }) => clock.now());
    await first.use(({ clock }) => clock.run());
    isHeld = true;
    machine.system.pass(1000);
    await gate.isReached;
    gate.release();
    await runs();
    expect(now).toMatch(/^2027-01-11T07:0[45]/);
    await machine.pass(10 * MINUTE);
    expect(machine.sent).toHaveLength(1);
  });

  test('have the defects of an organization that only another process has used', async ({ machine }) => {
    const first = await machine.start(machine.database.open(), [PRACTICE]);
    const second = await machine.start(machine.database.open());
    await first.use(({ defects }) => defects.set(['organization-unknown-served']));
    await machine.pass(2000);
    expect(second.simulation.worldsReachingOthers.map(({ practice }) => practice.agb)).toEqual([AGB]);
  });

  test('CB-6: go on by themselves when the database is back, and report the outage once', async ({ machine }) => {
    const failure = createFailure('lock');
    const { errors, use } = await machine.start(machine.database.open(failure.hook), [PRACTICE]);
    await use((organization) => {
      organization.faults.add({ operation: 'send-appointment-update', effect: { callback: { late: 'PT5M' } } });
      make(organization);
    });
    failure.isOn = true;
    await machine.pass(10 * MINUTE);
    for (let request = 0; request < 3; request++)
      await expect(use((organization) => make(organization, '10:30'))).rejects.toThrow('the database is down');
    expect([machine.sent, errors.length]).toEqual([[], 1]);
    failure.isOn = false;
    await machine.pass(MINUTE);
    expect(machine.sent).toEqual(['PUT /Appointment/1001']);
    expect(await use(({ appointments }) => appointments.list().length)).toBe(1);
  });

  test('show what is stored after a commit of unknown outcome', async ({ machine }) => {
    const failure = createFailure('stored');
    const { use } = await machine.start(machine.database.open(failure.hook), [PRACTICE]);
    failure.isOn = true;
    await expect(use((organization) => make(organization))).rejects.toThrow('the database is down');
    failure.isOn = false;
    expect(await use(({ appointments }) => appointments.list().length)).toBe(1);
    await machine.pass(MINUTE);
    expect(machine.sent).toEqual(['PUT /Appointment/1001']);
  });
});

describe('a process with a store of its own', () => {
  test('has no organization that could not be stored, and may create it later', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const { simulation, use } = await machine.start(store);
    store.isFull = true;
    await expect(simulation.add(PRACTICE)).rejects.toThrow('the disk is full');
    expect([simulation.organizations.known(), simulation.organizations.openCount]).toEqual([[], 0]);
    store.isFull = false;
    await simulation.add(PRACTICE);
    await use((organization) => make(organization));
    expect(store.logs.get(AGB)?.entries.length).toBeGreaterThan(1);
  });

  test('CB-6: sends what is due when the disk has room again, although nothing is asked for', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const { errors, simulation, use } = await machine.start(store, [PRACTICE]);
    await use((organization) => {
      organization.deliveries.pause();
      make(organization);
    });
    await runs();
    store.isFull = true;
    await expect(use(({ deliveries }) => deliveries.resume())).rejects.toThrow('the disk is full');
    store.isFull = false;
    await use(({ deliveries }) => deliveries.resume());
    store.isFull = true;
    await machine.pass(10_000);
    expect(simulation.organizations.known()).toEqual([AGB]);
    store.isFull = false;
    await machine.pass(MINUTE);
    expect(machine.sent).toEqual(['PUT /Appointment/1001']);
    expect(errors).toHaveLength(2);
  });

  test('reports a full disk once', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const { errors, use } = await machine.start(store, [PRACTICE]);
    store.isFull = true;
    for (let request = 0; request < 5; request++)
      await expect(use((organization) => make(organization))).rejects.toThrow('the disk is full');
    expect(errors).toHaveLength(1);
  });

  test('reports a damaged organization once, and opens the others that have something due', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const first = await machine.start(store, [PRACTICE]);
    await first.use((organization) => {
      organization.faults.add({ operation: 'send-appointment-update', effect: { callback: { late: 'PT5M' } } });
      make(organization);
    });
    await first.simulation.close();
    const damaged = '10000000' as Agb;
    const stored = store.logs.get(AGB);
    if (!stored) throw new Error('nothing is stored');
    store.logs.clear();
    store.logs.set(damaged, stored).set(AGB, stored);
    store.broken.add(damaged);
    const { errors } = await machine.start(store);
    await machine.pass(10 * MINUTE);
    expect(machine.sent).toEqual(['PUT /Appointment/1001']);
    expect(errors.map((error) => /damaged/.test(error))).toEqual([true]);
  });

  test('does not open an organization again that is dropped while it opens', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const first = await machine.start(store, [PRACTICE]);
    await first.simulation.close();
    const { simulation } = await machine.start(store);
    const opening = simulation.organizations.enter(AGB);
    await Promise.all([opening, simulation.organizations.drop(AGB)]);
    expect([simulation.organizations.known(), store.logs.size]).toEqual([[], 0]);
  });

  test('knows no organization while it is dropped, and has it when that fails', async ({ machine }) => {
    const store = new MemoryOwnedStore();
    const { simulation, use } = await machine.start(store, [PRACTICE]);
    vi.spyOn(store, 'drop').mockRejectedValueOnce(new StoreUnavailableError('the disk is full'));
    const dropped = simulation.organizations.drop(AGB);
    expect(simulation.organizations.known()).toEqual([]);
    await expect(dropped).rejects.toThrow('the disk is full');
    expect(await use(({ appointments }) => appointments.list())).toEqual([]);
  });
});
