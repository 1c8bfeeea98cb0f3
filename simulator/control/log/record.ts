import { formatInstant } from '../../../fhir/instant.ts';
import { defined } from '../../../schema/defined.ts';
import type { LogEntry } from '../../log/entry.ts';
import type { LogPart } from '../../log/kept-entries.ts';
import type { OrganizationLog } from '../../log/organization-log.ts';
import type { Records } from '../../world/changes.ts';
import { faultIdOf } from '../../world/faults.ts';
import type { JournalEntry } from '../../world/journal.ts';
import { createPseudonyms, type Pseudonyms } from '../snapshot/pseudonyms.ts';
import { type SnapshotIdentities, toSnapshot, toStateChanges } from '../snapshot/take.ts';
import { requestView } from '../views.ts';
import { LOG_FORMAT, type RecordedEntry, type RecordedLog } from './schema.ts';

/**
 * Returns entries of a log after the state before them, readable.
 * @param identities as of a snapshot
 */
export async function recordLog(
  { base, entries }: LogPart,
  { world }: OrganizationLog,
  identities: SnapshotIdentities,
): Promise<RecordedLog> {
  const recorded: RecordedLog = structuredClone({
    format: LOG_FORMAT,
    version: 1,
    number: base.number,
    base: toSnapshot(base.records, base.at),
    entries: entries.map(recordEntry),
  });
  if (identities === 'original') return recorded;
  const everyone = [
    ...recorded.base.patients,
    ...recorded.entries.flatMap(({ changes, state }) => [...(changes?.patients ?? []), ...(state?.patients ?? [])]),
  ];
  const pseudonyms = createPseudonyms(world, everyone);
  return {
    ...recorded,
    base: pseudonyms.replace(recorded.base),
    entries: recorded.entries.map((entry) => replacePeople(entry, pseudonyms)),
  };
}

function recordEntry({ number, at, cause, isWhole, records }: LogEntry): RecordedEntry {
  const head = { number, at: formatInstant(at), cause };
  if (isWhole) return { ...head, state: toSnapshot(records, at) };
  const requests = Object.values(records.request ?? {}) as readonly JournalEntry[];
  return defined({
    ...head,
    requests: requests.length === 0 ? undefined : requests.map((entry) => requestView(entry, formatInstant)),
    changes: unlessEmpty(toStateChanges(records, at)),
    removed: unlessEmpty(listRemoved(records)),
  });
}

function listRemoved({ patient, appointment, plan, delivery, fault }: Records): NonNullable<RecordedEntry['removed']> {
  return defined({
    patients: listNull(patient),
    appointments: listNull(appointment),
    plans: listNull(plan),
    deliveries: listNull(delivery),
    faults: listNull(fault)?.map(faultIdOf),
  });
}

/** Returns the keys of removed records; undefined without any. */
function listNull(records: Readonly<Record<string, unknown>> = {}): readonly string[] | undefined {
  const keys = Object.keys(records).filter((key) => records[key] === null);
  return keys.length === 0 ? undefined : keys;
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

function replacePeople(entry: RecordedEntry, { replace, referenceOf }: Pseudonyms): RecordedEntry {
  const { changes, state, removed } = entry;
  return {
    ...entry,
    ...defined({
      changes: changes && replace(changes),
      state: state && replace(state),
      removed: removed && {
        ...removed,
        ...defined({ patients: removed.patients?.map(referenceOf) }),
      },
    }),
  };
}
