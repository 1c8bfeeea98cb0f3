/** Commands about whole organizations, by the control interface. */
import { fetchPath, organizationPath, request } from '../app/api.ts';
import { saveFile } from '../app/save-file.ts';
import { readOrganizations } from '../app/state.ts';
import { type OrganizationConfiguration, parseSnapshot, type Snapshot } from './parse-snapshot.ts';

/** Reads the configuration of an organization, which its snapshot has. */
async function readConfiguration(agb: string): Promise<OrganizationConfiguration> {
  const path = organizationPath(agb, '/snapshot?identities=original');
  return (await request<Snapshot>('GET', path)).configuration;
}

/**
 * Creates an organization with the settings of another one.
 * @returns its AGB code
 */
export async function copyOrganization(from: string, agb: string, name: string): Promise<string> {
  const configuration = await readConfiguration(from);
  return createOrganization({ ...configuration, agb, ...(name !== '' && { name }) });
}

/**
 * Creates an organization from its configuration.
 * @returns its AGB code
 */
export async function createOrganization(configuration: OrganizationConfiguration): Promise<string> {
  const { agb } = await request<{ readonly agb: string }>('POST', '__admin/organizations', configuration);
  await readOrganizations();
  return agb;
}

/** Resets an organization to its configuration. */
export async function resetOrganization(agb: string): Promise<void> {
  await request('POST', organizationPath(agb, '/reset'));
}

/** Deletes an organization with all its data. */
export async function deleteOrganization(agb: string): Promise<void> {
  await request('DELETE', organizationPath(agb, ''));
  await readOrganizations();
}

/** Saves a snapshot as a file of the browser. */
export async function saveSnapshot(agb: string, identities: 'pseudonyms' | 'original'): Promise<void> {
  const response = await fetchPath('GET', organizationPath(agb, `/snapshot?identities=${identities}`));
  saveFile(await response.blob(), `snapshot-${agb}.json`);
}

/**
 * Reads a snapshot from a file.
 * @throws Error when the file is no snapshot
 */
export async function readSnapshot(file: Blob): Promise<Snapshot> {
  return parseSnapshot(await file.text());
}

/**
 * Restores a snapshot: replaces the organization of its AGB code, or creates it.
 * @returns its AGB code
 */
export async function restoreSnapshot(snapshot: Snapshot): Promise<string> {
  const { agb } = snapshot.configuration;
  await request('PUT', organizationPath(agb, '/snapshot'), snapshot);
  await readOrganizations();
  return agb;
}
