import type { Agb } from '../../fhir/agb.ts';
import type { Standing } from '../store/store.ts';
import { nextDue } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Returns what a store knows of an organization without its log. */
export function standingOf(world: World, number: number): Standing {
  return {
    number,
    dueAt: nextDue(world),
    hasDefects: world.defects.any,
    usedAt: world.dependencies.system.now(),
  };
}

/** What a log with a store needs. */
export interface StoredLogOptions<Store> {
  readonly agb: Agb;
  readonly store: Store;
  /**
   * Is called once, when the world is no longer what is stored, and must be read again.
   * @param error of the store; undefined when another process has replaced the world
   */
  onLost(error: unknown): void;
}
