import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Agb } from '../fhir/agb.ts';
import { SMALL_PRACTICE } from '../fixtures/test/practices.ts';
import { PATIENCE_MS } from '../test/support/patience.ts';
import { createManualSystem, NINE } from '../test/support/time.ts';
import { Simulation } from './simulation.ts';
import { openFolderStore } from './store/folder/folder-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Creates a simulation with some organizations, and counts how often it goes through all of them. */
async function createOrganizations(count: number) {
  const simulation = new Simulation(createManualSystem(NINE), undefined);
  const passes = vi.spyOn(simulation.organizations, 'worlds');
  for (let number = 1; number <= count; number++)
    await simulation.add({ ...SMALL_PRACTICE, agb: String(10_000_000 + number) });
  return { simulation, passes };
}

test.each([3, 12])('making and resetting %i organizations goes through all of them once', async (count) => {
  const { simulation, passes } = await createOrganizations(count);
  const before = simulation.organizations.worlds();
  passes.mockClear();
  expect(simulation.worldsReachingOthers).toEqual([]);
  await simulation.resetAll();
  expect(simulation.worldsReachingOthers).toEqual([]);
  expect(passes).toHaveBeenCalledTimes(1);
  expect(simulation.organizations.worlds().filter((world) => before.includes(world))).toEqual([]);
  await simulation.close();
});

test('resetting all organizations gives other requests their turn after each', async () => {
  const { simulation } = await createOrganizations(10);
  const replaced = vi.spyOn(simulation.organizations, 'turn');
  let isOver = false;
  const resets = simulation.resetAll().finally(() => {
    isOver = true;
  });
  let most = 0;
  while (!isOver) {
    const before = replaced.mock.calls.length;
    await new Promise(setImmediate);
    most = Math.max(most, replaced.mock.calls.length - before);
  }
  await resets;
  expect([replaced.mock.calls.length, most <= 2]).toEqual([10, true]);
  await simulation.close();
});

test('knows the organizations whose defects reach others after every change', async () => {
  const { simulation } = await createOrganizations(3);
  const [first, second] = simulation.organizations.worlds();
  if (!first || !second) throw new Error('no organizations');
  const listed = () => simulation.worldsReachingOthers.map(({ practice }) => practice.agb);
  expect(listed()).toEqual([]);
  second.defects.set(['cancel-across']);
  first.defects.set(['cancel-across']);
  expect(listed()).toEqual(['10000001', '10000002']);
  await simulation.reset(first.practice.agb);
  expect(listed()).toEqual(['10000002']);
  await simulation.organizations.drop(second.practice.agb);
  expect(listed()).toEqual([]);
  await simulation.close();
});

test.each([
  ['cancel-answers-200', false],
  ['appointment-read-across', true],
  ['organization-unknown-served', true],
  ['no-capability-statement', true],
])('defect %s reaches other organizations: %s', async (id, reaches) => {
  const { simulation } = await createOrganizations(1);
  const [world] = simulation.organizations.worlds();
  world?.defects.set([id]);
  expect([world?.defects.reachOthers, simulation.worldsReachingOthers.length]).toEqual([reaches, Number(reaches)]);
  await simulation.close();
});

test('a retention removes what was not used for so many days, and no practice of the configuration', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-retention-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const system = createManualSystem(NINE);
  const simulation = new Simulation(
    system,
    undefined,
    {},
    await openFolderStore(folder, { onNotice: () => undefined }),
  );
  const organization = (agb: string) => ({ ...SMALL_PRACTICE, agb });
  await simulation.start([organization('10000001')], 30);
  await simulation.add(organization('10000002'));
  await simulation.add(organization('10000003'));
  const { timers } = system;
  // Each timer is set again when its work is done.
  const pass = async (milliseconds: number): Promise<void> => {
    system.pass(milliseconds);
    await vi.waitFor(() => expect(system.timers).toBe(timers), PATIENCE_MS);
  };
  const findAfter = async (days: number) => {
    await pass(days * DAY);
    await pass(HOUR);
    return [...(await simulation.organizations.list())].sort();
  };
  expect(await findAfter(20)).toHaveLength(3);
  const cause = { kind: 'command', name: 'loggedInPatient.set' } as const;
  await simulation.organizations.turn('10000003' as Agb, cause, (world) => {
    world.loggedInPatient = 'Patient/2';
  });
  expect(await findAfter(9)).toHaveLength(3);
  expect(await findAfter(2)).toEqual(['10000001', '10000003']);
  await simulation.close();
  expect(system.timers).toBe(0);
});
