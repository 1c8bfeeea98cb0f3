import type { Instant } from '../../fhir/instant.ts';
import type { Practice } from '../domain/practice.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import { StoreUnavailableError } from '../store/store-error.ts';
import type { EventHandler, ScheduledEvent } from './clock.ts';
import { setContention, takeRandomSlot } from './contention.ts';
import { runScheduledDecision } from './settle-appointment.ts';
import { World, type WorldDependencies } from './world.ts';

/** Creates the world of an organization in its initial state. */
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

/**
 * Creates the world of an organization without its state, which the caller restores.
 * @param startedAt the reference of relative dates; undefined: now, on its clock
 */
export function createEmptyWorld(
  configuration: OrganizationConfiguration,
  practice: Practice,
  dependencies: WorldDependencies,
  startedAt: Instant | undefined,
): World {
  return new World(configuration, practice, dependencies, runEvent, startedAt);
}

/** Runs a due event. An unexpected error goes to the log, and stops neither the clock nor the process. */
async function runEvent(world: World, event: ScheduledEvent): Promise<string | undefined> {
  try {
    return await dispatchEvent(world, event);
  } catch (error) {
    // The log of the organization reports it, and who advances the clock gets it.
    if (error instanceof StoreUnavailableError) throw error;
    world.dependencies.reportError(error);
    return 'failed, see the log';
  }
}

function dispatchEvent(world: World, { kind, subject }: ScheduledEvent): ReturnType<EventHandler> {
  switch (kind) {
    case 'decide':
      return runScheduledDecision(world, subject);
    case 'attempt':
      return attemptDelivery(world, subject);
    case 'competitor':
      return takeRandomSlot(world);
    case 'answer':
      // Such events have a callback.
      return undefined;
  }
}

/** Makes a due attempt to deliver a callback, and logs it. */
async function attemptDelivery(world: World, id: string): Promise<string | undefined> {
  const { deliveries, dependencies } = world;
  const attempts = deliveries.get(id)?.attempts;
  const summary = await deliveries.attempt(id);
  const delivery = deliveries.get(id);
  if (delivery && delivery.attempts.length !== attempts?.length) dependencies.logAttempt(delivery, world);
  return summary;
}
