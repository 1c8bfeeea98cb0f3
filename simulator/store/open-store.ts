import type { System } from '../system.ts';
import type { StoreSettings } from './settings.ts';
import type { LogStore } from './store.ts';

/** The dependencies of a store beside its settings. */
export interface OpenStoreOptions {
  readonly system: System;
  /** Is called with a text for people, such as that the connection to the database is lost. */
  readonly onNotice: (text: string) => void;
}

/**
 * Opens a store; the code of its kind is loaded then.
 * @throws StoreError when it is damaged, another process has it, or its location is wrong
 */
export async function openStore(
  { kind, location }: StoreSettings,
  { system, onNotice }: OpenStoreOptions,
): Promise<LogStore> {
  if (kind === 'folder') {
    const { openFolderStore } = await import('./folder/folder-store.ts');
    return openFolderStore(location, { onNotice });
  }
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore(location, { after: system.after, onNotice });
}
