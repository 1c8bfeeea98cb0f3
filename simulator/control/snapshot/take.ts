import { formatInstant, type Instant, instant } from '../../../fhir/instant.ts';
import { defined } from '../../../schema/defined.ts';
import { parseSlotId } from '../../domain/agenda/slot-id.ts';
import type { TimedPlan } from '../../domain/approval/policy.ts';
import type { Delivery } from '../../domain/callback/delivery.ts';
import type { Records } from '../../world/changes.ts';
import { listRecords, type Settings } from '../../world/records.ts';
import type { World } from '../../world/world.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { FORMAT, mapInstants, type Snapshot, type StateChanges } from './schema.ts';

/** Whether people keep their names and BSNs, and patients' comments their words. */
export type SnapshotIdentities = 'pseudonyms' | 'original';

/**
 * Returns the whole state of an organization.
 * @param identities `pseudonyms` replaces people from requests and BSNs that may be real, and removes patients' comments,
 *   so that the snapshot can be attached to a bug report; `original` changes nothing
 */
export async function takeSnapshot(world: World, identities: SnapshotIdentities): Promise<Snapshot> {
  const copy = structuredClone(toSnapshot(listRecords(world), world.clock.now()));
  return identities === 'original' ? copy : createPseudonyms(world, copy.patients).replace(copy);
}

/** The lists of a state that has nothing in them. */
const EMPTY_LISTS = { drawn: {}, patients: [], appointments: [], plans: [], slots: [], deliveries: [], faults: [] };

/** Returns the whole state of an organization, of which the records are all, at a time on its clock. */
export function toSnapshot(records: Records, now: Instant): Snapshot {
  const { configuration, startedAt } = records.setting as unknown as Settings;
  return {
    format: FORMAT,
    version: 1,
    configuration,
    startedAt: formatInstant(startedAt),
    ...EMPTY_LISTS,
    ...toStateChanges(records, now),
  } as Snapshot;
}

/** Returns the parts of a state that some records make up, readable. Removed records are not among them. */
export function toStateChanges(records: Records, now: Instant): StateChanges {
  const { contention, callbacks, paused, lastChange, lastAppointment, lastDelivery, ...setting } = (records.setting ??
    {}) as Partial<Settings>;
  const changes = defined({
    clock: setting.clock && { now, frozen: 'frozenAt' in setting.clock },
    patients: mapRecords(records.patient, (patient) => patient),
    appointments: mapRecords(records.appointment, (appointment) => appointment),
    plans: mapRecords(records.plan, ({ kind: _kind, ...plan }: TimedPlan, appointment) => ({ appointment, ...plan })),
    competitorAt: setting.competitorAt === null ? [] : setting.competitorAt && [setting.competitorAt],
    slots: mapRecords(records.slot, (slotChanges, id) => {
      const { scheduleId: schedule, start } = parseSlotId(id) ?? {};
      return { schedule, start, changes: slotChanges };
    }),
    deliveries: mapRecords(
      records.delivery,
      ({ leasedUntil: _leasedUntil, ...delivery }: Delivery): Delivery => delivery,
    ),
    defects: setting.defects?.active,
    formerDefects: setting.defects?.former,
    loggedInPatient: setting.loggedInPatient,
  });
  return {
    ...(mapInstants(changes, (value) =>
      typeof value === 'number' ? formatInstant(instant(value)) : value,
    ) as StateChanges),
    ...(defined({
      drawn: records.draw,
      contention,
      callbacks,
      paused,
      sequence: lastChange,
      lastAppointment,
      lastDelivery,
      faults: mapRecords(records.fault, (fault) => fault),
    }) as StateChanges),
  };
}

/** Maps the records of a kind that are not removed; undefined when there are no others. */
function mapRecords<Value, Item>(
  records: Readonly<Record<string, unknown>> | undefined,
  map: (value: Value, key: string) => Item,
): readonly Item[] | undefined {
  if (!records) return undefined;
  return Object.entries(records).flatMap(([key, value]) => (value === null ? [] : [map(value as Value, key)]));
}
