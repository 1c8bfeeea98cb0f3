import { formatInstant, type Instant, plus } from '../../../fhir/instant.ts';
import type { Mistake } from '../../../schema/mistake.ts';
import { AGENDA_DEFECTS } from '../../defects/ids.ts';
import { type AppointmentRecord, isActive } from '../../domain/booking/appointment.ts';
import { type Agenda, MAX_PAST_DAYS } from '../../world/agenda.ts';
import type { World } from '../../world/world.ts';
import { contradiction } from './check-references.ts';
import type { Snapshot, SnapshotState } from './schema.ts';

const DAY_MS = 86_400_000;

/**
 * Returns the contradictions between the appointments of a snapshot and its slots: an active appointment has a time of its own,
 * holds exactly the slots that its time overlaps, and a slot is held by an active appointment only (AP-8, AP-9, AP-18).
 * @param world has the agenda of the snapshot's configuration, without changes
 */
export function findAgendaContradictions(
  snapshot: Snapshot,
  { appointments, slots, clock: { now } }: SnapshotState,
  world: World,
): readonly Mistake[] {
  // Of a XIS that books what it must not book, anything may be stored.
  if ([...(snapshot.defects ?? []), ...(snapshot.formerDefects ?? [])].some((id) => AGENDA_DEFECTS.has(id))) return [];
  const strange = slots.flatMap(({ schedule, start }, index) =>
    world.agenda.schedule(schedule)?.at(start)
      ? []
      : [
          contradiction(
            ['slots', index, 'start'],
            `the start of a slot of schedule '${schedule}'`,
            formatInstant(start),
          ),
        ],
  );
  const byId = new Map(appointments.map((record) => [record.id, record]));
  const lastChanges = new Map(slots.map(({ schedule, start, changes }) => [`${schedule} ${start}`, changes.at(-1)]));
  return [
    ...strange,
    ...appointments.flatMap((record, index) =>
      checkSlotsOf(record, ['appointments', index], { agenda: world.agenda, now }, lastChanges),
    ),
    ...findOverlaps(appointments),
    ...slots.flatMap(({ schedule, start, changes }, index) => {
      const holder = changes.at(-1)?.holder;
      if (holder?.kind !== 'appointment') return [];
      const record = byId.get(holder.id);
      const isHeld = record?.scheduleId === schedule && record.slots.includes(start);
      if (isHeld && isActive(record)) return [];
      // Past appointments are dropped, and slots of ended ones may stay taken.
      const isDropped = record === undefined && start <= now;
      const staysTaken = !world.practice.reopensSlots && (record === undefined || !isActive(record));
      if (isDropped || staysTaken) return [];
      const found = record === undefined ? 'unknown' : isHeld ? record.state : 'at another time';
      const path = ['slots', index, 'changes', changes.length - 1, 'holder'];
      return [contradiction(path, 'an active appointment that has this slot', `'${holder.id}', which is ${found}`)];
    }),
  ];
}

type Changes = ReadonlyMap<string, SnapshotState['slots'][number]['changes'][number] | undefined>;

function checkSlotsOf(
  record: AppointmentRecord,
  path: Mistake['path'],
  { agenda, now }: { readonly agenda: Agenda; readonly now: Instant },
  lastChanges: Changes,
): readonly Mistake[] {
  const { scheduleId, start, end, slots, state } = record;
  const overlapping = agenda.schedule(scheduleId)?.overlapping(start, end) ?? [];
  const expected = overlapping.map((slot) => slot.start);
  if (expected.length !== slots.length || slots.some((slot, index) => slot !== expected[index]))
    return [contradiction([...path, 'slots'], `the slots that its time overlaps, ${list(expected)}`, list(slots))];
  if (!isActive(record)) return [];
  const status = state === 'pending' ? 'tentative' : 'busy';
  // Two days less, because time zones and clock changes move the beginning of a day.
  const forgotten = plus(now, -(MAX_PAST_DAYS - 2) * DAY_MS);
  return slots.flatMap((slot, index) => {
    if (slot < forgotten) return [];
    const change = lastChanges.get(`${scheduleId} ${slot}`);
    const isHeld = change?.status === status && change.holder?.kind === 'appointment';
    const found = change === undefined ? 'a slot without changes' : `'${change.status}'`;
    const wanted = `the status '${status}' of its slot in slots, with an appointment as holder`;
    return isHeld ? [] : [contradiction([...path, 'slots', index], wanted, found)];
  });
}

function list(starts: readonly Instant[]): string {
  return `[${starts.map((start) => formatInstant(start)).join(', ')}]`;
}

/** Finds active appointments of one schedule at one time, in the order of their starts. */
function findOverlaps(appointments: readonly AppointmentRecord[]): readonly Mistake[] {
  const latest = new Map<string, AppointmentRecord>();
  return appointments
    .map((record, index) => ({ record, index }))
    .filter(({ record }) => isActive(record))
    .sort((a, b) => a.record.start - b.record.start)
    .flatMap(({ record, index }) => {
      const before = latest.get(record.scheduleId);
      if (!before || before.end < record.end) latest.set(record.scheduleId, record);
      if (!before || before.end <= record.start) return [];
      return [
        contradiction(['appointments', index, 'start'], 'a time of its own', `one within appointment '${before.id}'`),
      ];
    });
}
