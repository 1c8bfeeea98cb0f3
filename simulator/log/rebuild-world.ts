import { resolvePractice } from '../practice/resolve.ts';
import { STORE_KEY_VARIABLE } from '../store/settings.ts';
import type { StoredEntry } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { createEmptyWorld } from '../world/create-world.ts';
import { applyRecords, recognizeKey, type Settings } from '../world/records.ts';
import type { World, WorldDependencies } from '../world/world.ts';
import type { LogEntry } from './entry.ts';
import { fromStored } from './stored-log.ts';

/**
 * Creates the world of a stored log: of its last whole entry, with the entries after it.
 * @throws StoreError when its pseudonyms were made with another key
 */
export async function rebuildWorld(stored: readonly StoredEntry[], dependencies: WorldDependencies): Promise<World> {
  const entries: readonly LogEntry[] = stored.map((entry) => fromStored(entry, dependencies));
  const start = entries.findLastIndex(({ isWhole }) => isWhole);
  const settings = entries[start]?.records.setting as Settings | undefined;
  if (!settings) throw new Error('expected a log with a whole entry');
  checkKey(settings, dependencies);
  const { configuration, startedAt } = settings;
  const practice = resolvePractice(configuration);
  const world = createEmptyWorld(configuration, practice, dependencies, startedAt);
  for (const { records } of entries.slice(start)) applyRecords(world, records);
  return world;
}

/** Another key would take every patient for another one. */
function checkKey({ configuration, pseudonymKey }: Settings, { identities }: WorldDependencies): void {
  const key = recognizeKey(identities);
  if (pseudonymKey === null || pseudonymKey === key) return;
  const found = key === null ? 'no key: set store.identities to pseudonyms' : 'another one';
  throw new StoreError(
    `organization ${configuration.agb}: expected the key with which its pseudonyms were made in ${STORE_KEY_VARIABLE}, got ${found}`,
  );
}
