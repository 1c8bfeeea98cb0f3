import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../../fhir/instant.ts';
import { parseSlotId } from '../domain/agenda/slot-id.ts';
import { type AppointmentRecord, isActive } from '../domain/booking/appointment.ts';
import type { Delivery } from '../domain/callback/delivery.ts';
import type { Patient, Practice } from '../domain/practice.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import { setContention } from './contention.ts';
import { createEmptyWorld } from './create-world.ts';
import { applyRecords, listRecords } from './records.ts';
import type { SlotChange } from './schedule-agenda.ts';
import { updateSlots } from './settle-appointment.ts';
import type { World } from './world.ts';

/** The world of an organization with another configuration, and what it could not keep. */
export interface ReconfiguredWorld {
  readonly world: World;
  /** The appointments whose schedule or type the configuration no longer has. */
  readonly dropped: number;
}

/**
 * Creates the world of an organization with another configuration: appointments, callbacks, journal and numbers stay. Of the
 * settings that can be changed while it runs (clock, callbacks, contention, defects, faults, patient who is logged in), one
 * whose part of the configuration has changed takes the new value, and any other keeps the one that it has now.
 */
export function reconfigureWorld(
  previous: World,
  configuration: OrganizationConfiguration,
  practice: Practice,
): ReconfiguredWorld {
  const hasChanged = (key: keyof OrganizationConfiguration): boolean =>
    !isDeepStrictEqual(previous.configuration[key], configuration[key]);
  // Relative dates begin at the clock.
  const startedAt = hasChanged('clock') ? undefined : previous.startedAt;
  const world = createEmptyWorld(configuration, practice, previous.dependencies, startedAt);
  const records = listRecords(previous);
  const { clock, ...setting } = records.setting;
  const appointments = adaptAll(records.appointment, (record: AppointmentRecord) => adapt(record, previous, world));
  applyRecords(world, {
    ...records,
    setting: hasChanged('clock') ? setting : { clock, ...setting },
    patient: keepPatients(records.patient as Readonly<Record<string, Patient>>, appointments, world),
    appointment: appointments,
    slot: keepSlots(records.slot as Readonly<Record<string, readonly SlotChange[]>>, world),
    plan: pick(records.plan, (id) => id in appointments),
    delivery: adaptAll(records.delivery, (delivery: Delivery) =>
      adaptDelivery(delivery, appointments, previous, world),
    ),
  });
  takeSlots(world);
  if (hasChanged('callbacks')) world.deliveries.configure(configuration.callbacks ?? {});
  if (hasChanged('contention')) setContention(world, configuration.contention ?? {});
  if (hasChanged('defects')) world.defects.set(configuration.defects ?? []);
  if (hasChanged('faults')) {
    world.faults.clear();
    for (const fault of configuration.faults ?? []) world.faults.add(fault);
  }
  const isLoggedInKnown = world.loggedInPatient === undefined || world.patients.has(world.loggedInPatient);
  if (hasChanged('loggedInPatient') || !isLoggedInKnown) world.loggedInPatient = practice.loggedInPatient;
  return { world, dropped: Object.keys(records.appointment).length - Object.keys(appointments).length };
}

/** Maps records, and leaves out those for which there is no value. */
function adaptAll<Value>(
  records: Readonly<Record<string, unknown>>,
  adaptOne: (value: Value) => Value | undefined,
): Record<string, Value> {
  const adapted = Object.entries(records).map(([key, value]) => [key, adaptOne(value as Value)] as const);
  return Object.fromEntries(adapted.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function pick<Value>(
  records: Readonly<Record<string, Value>>,
  isKept: (key: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(records).filter(([key, value]) => isKept(key, value)));
}

/** Returns an appointment with the slots and the type of the new configuration; undefined when its schedule or type is gone. */
function adapt(record: AppointmentRecord, previous: World, { agenda, practice }: World): AppointmentRecord | undefined {
  const schedule = agenda.schedule(record.scheduleId);
  const former = previous.practice.types[record.type];
  const type = practice.types.findIndex(({ system, code }) => system === former?.system && code === former.code);
  if (!schedule || type < 0) return undefined;
  return { ...record, type, slots: schedule.overlapping(record.start, record.end).map(({ start }) => start) };
}

function adaptDelivery(
  delivery: Delivery,
  appointments: Readonly<Record<string, AppointmentRecord>>,
  previous: World,
  world: World,
): Delivery | undefined {
  if (!(delivery.appointment in appointments)) return undefined;
  // The attempt ends with the previous world, and is made again at once.
  const { leasedUntil: _leasedUntil, ...rest } = delivery;
  const kept: Delivery = previous.deliveries.sends(delivery.id) ? rest : delivery;
  if (kept.message.kind === 'response') return kept;
  const record = adapt(kept.message.record, previous, world);
  return record && { ...kept, message: { ...kept.message, record } };
}

/** Keeps the patients of requests and of appointments; those of the configuration are in the world already. */
function keepPatients(
  patients: Readonly<Record<string, Patient>>,
  appointments: Readonly<Record<string, AppointmentRecord>>,
  world: World,
): Record<string, Patient> {
  const booked = new Set(Object.values(appointments).map(({ patient }) => patient));
  const kept = pick(patients, (reference, { origin }) => {
    if (world.patients.has(reference)) return false;
    return origin !== 'practice' || booked.has(reference);
  });
  // One whom the practice no longer has is known by an appointment only.
  return adaptAll(kept, (patient: Patient) =>
    patient.origin === 'practice' ? { ...patient, origin: 'request' } : patient,
  );
}

/** Keeps the changes of slots that the new configuration has as well. */
function keepSlots(
  slots: Readonly<Record<string, readonly SlotChange[]>>,
  { agenda }: World,
): Record<string, readonly SlotChange[]> {
  return pick(slots, (id) => {
    const parsed = parseSlotId(id);
    return parsed !== undefined && agenda.schedule(parsed.scheduleId)?.at(parsed.start) !== undefined;
  });
}

/** Takes the slots that appointments overlap since the hours have changed. */
function takeSlots(world: World): void {
  for (const record of world.appointments.list()) {
    const schedule = world.agenda.schedule(record.scheduleId);
    const isHeld = (start: Instant): boolean => schedule?.history(start).at(-1)?.holder?.kind === 'appointment';
    if (isActive(record) && !record.slots.every(isHeld)) updateSlots(world, record);
  }
}
