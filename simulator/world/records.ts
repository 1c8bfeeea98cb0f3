import { type Instant, instant } from '../../fhir/instant.ts';
import type { TimedPlan } from '../domain/approval/policy.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { Contention } from '../domain/booking/contention.ts';
import type { Delivery } from '../domain/callback/delivery.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import type { Identities } from '../domain/patient-identity.ts';
import type { Patient } from '../domain/practice.ts';
import { type OrganizationConfiguration, UNKNOWN_PATIENT } from '../practice/schema.ts';
import { RECORD_KINDS, type RecordKind, type Records } from './changes.ts';
import type { ClockRecord } from './clock.ts';
import { faultIdOf, faultKey, type KnownFault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import type { SlotChange } from './schedule-agenda.ts';
import type { World } from './world.ts';

/** The records of which an organization has one each. */
export interface Settings {
  /** Both are fixed for the life of a world. */
  readonly configuration: OrganizationConfiguration;
  readonly startedAt: Instant;
  readonly clock: ClockRecord;
  readonly contention: Contention;
  /** The time of the next competitor; null without one. */
  readonly competitorAt: Instant | null;
  readonly callbacks: CallbackSettings;
  readonly paused: boolean;
  readonly defects: { readonly active: readonly string[]; readonly former: readonly string[] };
  /** `Patient/{id}`, or `unknown`. */
  readonly loggedInPatient: string;
  readonly lastAppointment: number;
  readonly lastDelivery: number;
  /** The number of the last change of a slot. */
  readonly lastChange: number;
  /** The requests up to this number are deleted. */
  readonly requestsClearedTo: number;
  /** A pseudonym by which the key of the pseudonyms is recognized; null where BSNs are kept. */
  readonly pseudonymKey: string | null;
}

type SettingAppliers = { readonly [Key in keyof Settings]: (world: World, value: Settings[Key]) => void };

const fixed = (): void => undefined;

const SETTINGS: SettingAppliers = {
  pseudonymKey: fixed,
  configuration: fixed,
  startedAt: fixed,
  clock: (world, value) => world.clock.restore(value),
  contention: (world, value) => {
    world.contention = value;
  },
  competitorAt: (world, value) => {
    world.competitorAt = value ?? undefined;
  },
  callbacks: (world, value) => world.deliveries.restoreSettings(value),
  paused: (world, value) => world.deliveries.restorePaused(value),
  defects: (world, { active, former }) => world.defects.set(active, former),
  loggedInPatient: (world, value) => {
    world.loggedInPatient = value === UNKNOWN_PATIENT ? undefined : value;
  },
  lastAppointment: (world, value) => world.restoreLastAppointment(value),
  lastDelivery: (world, value) => world.deliveries.restoreLastNumber(value),
  lastChange: (world, value) => {
    if (value > 0) world.agenda.sequence = Math.max(world.agenda.sequence, value);
  },
  requestsClearedTo: (world, value) => {
    if (value >= world.journal.lastId) world.journal.clear();
    world.journal.restore(value);
  },
};

function listSettings(world: World): Settings {
  return {
    configuration: world.configuration,
    startedAt: world.startedAt,
    clock: world.clock.record(),
    contention: world.contention,
    competitorAt: world.competitorAt ?? null,
    callbacks: world.deliveries.settings,
    paused: world.deliveries.paused,
    defects: { active: world.defects.ids, former: world.defects.former },
    loggedInPatient: world.loggedInPatient ?? UNKNOWN_PATIENT,
    lastAppointment: world.lastAppointment,
    lastDelivery: world.deliveries.lastNumber,
    lastChange: world.usedAgenda?.sequence ?? 0,
    requestsClearedTo: world.journal.lastId,
    pseudonymKey: recognizeKey(world.dependencies.identities),
  };
}

/** Returns a pseudonym by which a key is recognized; null without a key. */
export function recognizeKey(identities: Identities | undefined): string | null {
  return identities?.pseudonym('key') ?? null;
}

/** How the records of a kind are read from a world, and written to it. */
interface Kind<Value> {
  list(world: World): Iterable<readonly [key: string, value: Value]>;
  /** @param value undefined removes the record */
  apply(world: World, key: string, value: Value | undefined): void;
}

const KINDS: { readonly [Name in RecordKind]: Kind<never> } = {
  setting: kind<unknown>({
    list: (world) => Object.entries(listSettings(world)),
    apply: (world, key, value) =>
      (SETTINGS as Record<string, (world: World, value: unknown) => void>)[key]?.(world, value ?? null),
  }),
  patient: kind<Patient>({
    list: ({ patients }) => patients,
    apply: ({ patients }, key, value) => void (value ? patients.set(key, value) : patients.delete(key)),
  }),
  appointment: kind<AppointmentRecord>({
    list: ({ appointments }) => appointments.list().map((record) => [record.id, record]),
    apply(world, key, value) {
      if (!value) return world.appointments.delete(key);
      world.appointments.set(value);
      world.restoreLastAppointment(Number(key));
    },
  }),
  slot: kind<readonly SlotChange[]>({
    list: ({ usedAgenda }) => usedAgenda?.changes() ?? [],
    apply: ({ agenda }, key, value = []) => agenda.restore(key, value),
  }),
  plan: kind<TimedPlan>({
    list: ({ scheduledDecisions }) => scheduledDecisions,
    apply({ scheduledDecisions, clock }, key, value) {
      clock.cancel('decide', key);
      if (!value) return void scheduledDecisions.delete(key);
      scheduledDecisions.set(key, value);
      clock.schedule(value.at, { kind: 'decide', subject: key });
    },
  }),
  draw: kind<number>({
    list: ({ random }) => Object.entries(random.counts()),
    apply: ({ random }, key, value = 0) => random.restore(key, value),
  }),
  fault: kind<KnownFault>({
    list: ({ faults }) => faults.list().map((known) => [faultKey(known.fault.id), known]),
    apply: ({ faults }, key, value) => void (value ? faults.set(value) : faults.remove(faultIdOf(key))),
  }),
  delivery: kind<Delivery>({
    list: ({ deliveries }) => deliveries.list().map((delivery) => [delivery.id, delivery]),
    apply: ({ deliveries }, key, value) => deliveries.restore(key, value),
  }),
  request: kind<JournalEntry>({
    list: ({ journal }) => journal.find().map((entry) => [String(entry.id), entry]),
    apply: ({ journal }, key, value) => journal.restore(Number(key), value),
  }),
};

function kind<Value>(value: Kind<Value>): Kind<never> {
  return value as unknown as Kind<never>;
}

/** Returns the whole state of an organization as records, of every kind. */
export function listRecords(world: World): Required<Records> {
  const kinds = RECORD_KINDS.map((name) => [name, Object.fromEntries(KINDS[name].list(world))]);
  return Object.fromEntries(kinds) as Required<Records>;
}

/**
 * Writes records to a world, as another process or an earlier one has made them. Its scheduled events follow: nothing is
 * sent or decided at once.
 */
export function applyRecords(world: World, records: Records): void {
  for (const name of RECORD_KINDS) {
    const { apply } = KINDS[name] as Kind<unknown>;
    for (const [key, value] of Object.entries(records[name] ?? {})) apply(world, key, value ?? undefined);
  }
  // They are in an entry of the log already.
  world.changes.take();
}

/** Returns the real instant at which something of an organization is due; undefined when no time leads to it. */
export function nextDue({ clock, deliveries }: World): Instant | undefined {
  const due = [clock.nextDue(), deliveries.firstLease].filter((at) => at !== undefined);
  return due.length === 0 ? undefined : instant(Math.min(...due));
}
