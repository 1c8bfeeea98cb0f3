import { expect } from 'vitest';
import { createOrganization } from '../../simulator/control/create-organization.ts';
import { AGB, MemoryOwnedStore, PRACTICE, test } from '../support/machine.ts';
import { MINUTE } from '../support/time.ts';

test('an organization that a test in the same process uses stays open', async ({ machine }) => {
  const { simulation, use } = await machine.start(new MemoryOwnedStore());
  await simulation.add(PRACTICE);
  const organization = createOrganization(simulation, AGB);
  for (const command of [() => organization.clock.freeze(), () => use(({ clock }) => clock.run())]) {
    await machine.pass(4 * MINUTE);
    await command();
  }
  await machine.pass(4 * MINUTE);
  expect(organization.configuration().agb).toBe(AGB);
});

test('the controls of an organization that is closed say how it is opened', async ({ machine }) => {
  const { simulation, use } = await machine.start(new MemoryOwnedStore());
  await simulation.add(PRACTICE);
  const organization = createOrganization(simulation, AGB);
  await machine.pass(6 * MINUTE);
  expect(() => organization.clock.now()).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining('organizations.use') }),
  );
  expect(await use(({ clock }) => clock.now())).toContain('2027-01-11');
});

test('the controls of an organization of another process say how it is opened', async ({ machine }) => {
  const first = await machine.start();
  await first.simulation.add(PRACTICE);
  const { simulation } = await machine.start();
  expect(() => createOrganization(simulation, AGB).clock.now()).toThrow(
    expect.objectContaining({ code: 'not-found', message: expect.stringContaining('organizations.use') }),
  );
});
