import type { Agb } from '../../fhir/agb.ts';
import { sealPatient, unsealPatient } from '../domain/patient-identity.ts';
import type { Patient } from '../domain/practice.ts';
import type { Standing, StoredEntry } from '../store/store.ts';
import { findPatientsInUse } from '../world/patients-in-use.ts';
import { nextDue } from '../world/records.ts';
import type { World, WorldDependencies } from '../world/world.ts';
import { decodeEntry, encodeEntry, type LogEntry } from './entry.ts';

/** The real milliseconds after which a store gets what no response waits for. */
export const LATER_MS = 200;

/** Returns an entry as a store keeps it: with pseudonyms, it has no BSN of a patient that anyone can read. */
export function toStored(entry: LogEntry, world: World): StoredEntry {
  return { number: entry.number, json: encodeEntry(sealPatients(entry, world)) };
}

function sealPatients(entry: LogEntry, world: World): LogEntry {
  const { identities } = world.dependencies;
  if (!identities) return entry;
  // A patient changes with an appointment, which needs the BSN.
  const inUse = entry.isWhole ? findPatientsInUse(world) : undefined;
  return mapPatients(entry, (patient) => sealPatient(patient, inUse?.has(patient.reference) ?? true, identities));
}

/** Returns an entry with other patients; a removed one stays removed. */
function mapPatients(entry: LogEntry, map: (patient: Patient) => Patient): LogEntry {
  const { patient: patients } = entry.records;
  if (!patients) return entry;
  const mapped = Object.entries(patients).map(([key, patient]) => [key, patient && map(patient as Patient)] as const);
  return { ...entry, records: { ...entry.records, patient: Object.fromEntries(mapped) } };
}

/** Returns the facts about an organization that its store knows without its log. */
export function standingOf(world: World, number: number): Standing {
  return {
    number,
    dueAt: nextDue(world),
    reachesOthers: world.defects.needOpenOrganization,
    usedAt: world.dependencies.system.now(),
  };
}

/** The dependencies of a log with a store. */
export interface StoredLogOptions<Store> {
  readonly agb: Agb;
  readonly store: Store;
  /**
   * Is called once, when the world is no longer what is stored, and must be read again.
   * @param error of the store; undefined when another process has replaced the world
   */
  onLost(error: unknown): void;
  /** Is called when entries are stored. */
  onStored(): void;
}

/** Reads an entry of a store; a BSN that it keeps encrypted is a BSN again. */
export function fromStored({ json }: StoredEntry, { identities }: Pick<WorldDependencies, 'identities'>): LogEntry {
  const entry = decodeEntry(json);
  return identities ? mapPatients(entry, (patient) => unsealPatient(patient, identities)) : entry;
}
