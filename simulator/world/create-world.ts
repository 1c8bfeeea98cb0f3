import type { Practice } from '../domain/practice.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import type { EventHandler, ScheduledEvent } from './clock.ts';
import { setContention, takeRandomSlot } from './contention.ts';
import { runScheduledDecision } from './settle-appointment.ts';
import { World, type WorldDependencies, type WorldState } from './world.ts';

/** Makes the world of an organization as its configuration has it, at its beginning. */
export function createWorld(
  configuration: OrganizationConfiguration,
  practice: Practice,
  dependencies: WorldDependencies,
): World {
  const world = new World(configuration, practice, dependencies, runEvent);
  for (const fault of configuration.faults ?? []) world.faults.add(fault);
  setContention(world, configuration.contention ?? {});
  world.defects.set(configuration.defects ?? []);
  return world;
}

/** Makes a world that goes on from a state; whoever calls fills in the rest of it. */
export function resumeWorld(
  configuration: OrganizationConfiguration,
  practice: Practice,
  dependencies: WorldDependencies,
  state: WorldState,
): World {
  return new World(configuration, practice, dependencies, runEvent, state);
}

/** Does what is due. A mistake of ours in it is told, and ends neither the clock nor the process. */
async function runEvent(world: World, event: ScheduledEvent): Promise<string | undefined> {
  try {
    return await dispatchEvent(world, event);
  } catch (error) {
    world.dependencies.reportError(error);
    return 'failed, see the log';
  }
}

function dispatchEvent(world: World, { kind, subject }: ScheduledEvent): ReturnType<EventHandler> {
  switch (kind) {
    case 'decide':
      return runScheduledDecision(world, subject);
    case 'attempt':
      return world.deliveries.attempt(subject);
    case 'competitor':
      return takeRandomSlot(world);
    case 'answer':
      // It has a call of its own.
      return undefined;
  }
}
