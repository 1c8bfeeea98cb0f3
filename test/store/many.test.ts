import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { plus } from '../../fhir/instant.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { openFolderStore } from '../../simulator/store/folder/folder-store.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { createManualSystem, type ManualSystem, NINE } from '../support/time.ts';

const COUNT = 200;
const MINUTE = 60_000;
const CAUSE = { kind: 'command', name: 'test' } as const;
const agbOf = (number: number): Agb => String(10_000_000 + number) as Agb;

let folder: string;
let system: ManualSystem;
let simulation: Simulation;

async function open(): Promise<void> {
  simulation = new Simulation(system, undefined, {}, await openFolderStore(folder, { onNotice: () => undefined }));
  await simulation.start([]);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-many-'));
  system = createManualSystem(NINE);
  await open();
  const practice = { ...SMALL_PRACTICE, clock: {} };
  await Promise.all(
    Array.from({ length: COUNT }, (_, number) => simulation.add({ ...practice, agb: agbOf(number + 1) })),
  );
  await simulation.close();
  await open();
});
afterEach(async () => {
  await simulation.close();
  await rm(folder, { recursive: true });
});

/** Lets the look for unused organizations and due events come, and waits for what it does. */
async function tick(milliseconds: number, isDone: () => boolean): Promise<void> {
  system.pass(milliseconds);
  await vi.waitFor(() => {
    system.pass(1000);
    expect(isDone()).toBe(true);
  }, PATIENCE_MS);
}

test('a start opens no organization; one is opened when it is asked for, and closed when it is unused', async () => {
  const { organizations } = simulation;
  expect([organizations.openCount, (await organizations.list()).length]).toEqual([0, COUNT]);
  await organizations.turn(agbOf(7), CAUSE, (world) => {
    world.loggedInPatient = undefined;
  });
  expect([organizations.openCount, organizations.get(agbOf(7))?.number]).toEqual([1, 2]);
  system.pass(4 * MINUTE);
  expect(organizations.openCount).toBe(1);
  await tick(2 * MINUTE, () => organizations.openCount === 0);
  await organizations.enter(agbOf(7));
  expect(organizations.get(agbOf(7))?.world.loggedInPatient).toBeUndefined();
});

test('something due opens an organization that is closed, and only that one', async () => {
  const { organizations } = simulation;
  await organizations.turn(agbOf(3), CAUSE, (world) => {
    world.contention = { competitorsPerHour: 1 };
    world.competitorAt = plus(world.clock.now(), 60 * MINUTE);
  });
  await tick(10 * MINUTE, () => organizations.openCount === 0);
  await tick(51 * MINUTE, () => organizations.openCount === 1);
  expect(organizations.worlds().map(({ practice }) => practice.agb)).toEqual([agbOf(3)]);
  await vi.waitFor(() => expect(organizations.get(agbOf(3))?.world.agenda.sequence).toBeGreaterThan(0), PATIENCE_MS);
});
