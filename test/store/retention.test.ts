import { expect } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { plus } from '../../fhir/instant.ts';
import { AGB, createGate, MemoryOwnedStore, make, PRACTICE, test } from '../support/machine.ts';
import type { StepHook } from '../support/memory-shared-store.ts';
import { MINUTE } from '../support/time.ts';

const FIRST = '10000000' as Agb;

test.for(['PostgreSQL', 'folder'] as const)(
  'an unused organization stays that is used while others are dropped, in a store like a %s',
  async (kind, { machine }) => {
    const gate = createGate('lock');
    const hook: StepHook = (step, agb) => (agb === FIRST ? gate.hook(step, agb) : undefined);
    const one = await machine.start(kind === 'folder' ? new MemoryOwnedStore() : machine.database.open(hook));
    const { organizations } = one.simulation;
    const two = kind === 'folder' ? one : await machine.start();
    await one.simulation.add({ ...PRACTICE, agb: FIRST });
    await one.simulation.add(PRACTICE);
    await machine.pass(10 * MINUTE);
    expect(organizations.openCount).toBe(0);
    const dropping = organizations.dropUnused(plus(machine.system.now(), -MINUTE));
    if (kind === 'PostgreSQL') await gate.isReached;
    await two.use((organization) => make(organization));
    gate.release();
    await dropping;
    expect(await organizations.list()).toEqual([AGB]);
    expect(await one.use(({ appointments }) => appointments.list().length)).toBe(1);
  },
);
