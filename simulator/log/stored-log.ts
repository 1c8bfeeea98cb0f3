import type { Agb } from '../../fhir/agb.ts';
import { sealPatient } from '../domain/patient-identity.ts';
import type { Patient } from '../domain/practice.ts';
import type { Standing, StoredEntry } from '../store/store.ts';
import { findPatientsInUse } from '../world/patients-in-use.ts';
import { nextDue } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { encodeEntry, type LogEntry } from './entry.ts';

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

/** Returns an entry as a store keeps it: with pseudonyms in the place of BSNs that nothing needs, if it keeps those. */
export function toStored(world: World, entry: LogEntry): StoredEntry {
  const { identities } = world.dependencies;
  const { number, records } = entry;
  if (!identities || !records.patient) return { number, json: encodeEntry(entry) };
  const inUse = findPatientsInUse(world);
  const patients = (Object.entries(records.patient) as [string, Patient | null][]).map(([reference, patient]) => [
    reference,
    patient && sealPatient(patient, inUse.has(reference), identities),
  ]);
  return { number, json: encodeEntry({ ...entry, records: { ...records, patient: Object.fromEntries(patients) } }) };
}
