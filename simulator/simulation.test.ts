import { expect, test, vi } from 'vitest';
import { SMALL_PRACTICE } from '../fixtures/test/practices.ts';
import { createManualSystem, NINE } from '../test/support/time.ts';
import { Simulation } from './simulation.ts';

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
  expect(simulation.worldsWithDefects).toEqual([]);
  await simulation.resetAll();
  expect(simulation.worldsWithDefects).toEqual([]);
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

test('knows the organizations with defects after every change', async () => {
  const { simulation } = await createOrganizations(3);
  const [first, second] = simulation.organizations.worlds();
  if (!first || !second) throw new Error('no organizations');
  const listed = () => simulation.worldsWithDefects.map(({ practice }) => practice.agb);
  expect(listed()).toEqual([]);
  second.defects.set(['cancel-answers-200']);
  first.defects.set(['cancel-answers-200']);
  expect(listed()).toEqual(['10000001', '10000002']);
  await simulation.reset(first.practice.agb);
  expect(listed()).toEqual(['10000002']);
  await simulation.organizations.drop(second.practice.agb);
  expect(listed()).toEqual([]);
  await simulation.close();
});
