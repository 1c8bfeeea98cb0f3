import { dateTimeString } from '../../../fhir/formats.ts';
import { idIn } from '../../../fhir/reference.ts';
import { redactUnlessCode } from '../../../output/redaction.ts';
import { defined } from '../../../schema/defined.ts';
import {
  anyOf,
  array,
  boolean,
  integer,
  oneOf,
  openObject,
  record,
  type Schema,
  type Static,
  string,
} from '../../../schema/schema.ts';
import type { TimedPlan } from '../../domain/approval/policy.ts';
import type { AppointmentRecord } from '../../domain/booking/appointment.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import type { Delivery } from '../../domain/callback/delivery.ts';
import { callbacksSchema } from '../../domain/callback/settings.ts';
import type { Patient } from '../../domain/practice.ts';
import type { LogEntry } from '../../log/entry.ts';
import { defectsSchema, UNKNOWN_PATIENT } from '../../practice/schema.ts';
import type { RecordKind, Records } from '../../world/changes.ts';
import { faultIdOf, type KnownFault } from '../../world/faults.ts';
import type { JournalEntry } from '../../world/journal.ts';
import type { Settings } from '../../world/records.ts';
import { HOLDER_KINDS, type SlotChange } from '../../world/schedule-agenda.ts';
import type { World } from '../../world/world.ts';
import {
  appointmentSchema,
  appointmentView,
  deliveryProgressSchema,
  deliveryProgressView,
  knownFaultSchema,
  requestSchema,
  requestView,
} from '../views.ts';

const text = string();
const at = dateTimeString({ description: "An instant with the practice's offset." });
const entryNumber = integer({ minimum: 0, description: 'The number in the log of the organization.' });

/** Creates the schema of what has changed, by id. */
function byId<T>(values: Schema<T>, what: string) {
  return record(anyOf([values, { type: 'null' } as Schema<null>]), {
    description: `${what}, by id; null when it is removed.`,
  });
}

const changesSchema = openObject(
  {},
  {
    appointments: byId(appointmentSchema, 'An appointment'),
    deliveries: byId(deliveryProgressSchema, 'A callback'),
    slots: byId(
      openObject(
        { status: oneOf(['free', 'busy', 'tentative']) },
        { holder: openObject({ kind: oneOf(HOLDER_KINDS) }, { id: text }) },
      ),
      'A slot',
    ),
    patients: byId(openObject({ origin: oneOf(['practice', 'request', 'made-up']) }), 'A patient'),
    faults: byId(knownFaultSchema, 'A fault'),
    clock: openObject({ now: at, frozen: boolean() }),
    defects: { ...defectsSchema, description: 'The active defects.' } as typeof defectsSchema,
    contention: contentionSchema,
    callbacks: callbacksSchema,
    paused: boolean({ description: 'Whether callbacks are paused.' }),
    loggedInPatient: text,
    requestsClearedTo: integer({ minimum: 0, description: 'The requests up to this number are deleted.' }),
  },
  { description: 'The new values of all that has changed.' },
);

const causeFields = {
  number: entryNumber,
  at,
  cause: openObject({ kind: oneOf(['request', 'command', 'event', 'attempt']), name: text }),
};

/** The data of an event of the live feed. */
export const organizationEventSchema = anyOf(
  [
    openObject(
      { type: oneOf(['entry']), ...causeFields },
      { requests: array(requestSchema, { description: 'The requests that were completed.' }), changes: changesSchema },
    ),
    openObject(
      { type: oneOf(['reset']), ...causeFields },
      {},
      { description: 'The whole state is replaced: by a reset, or by a snapshot. Read it again.' },
    ),
    openObject(
      { type: oneOf(['gap']), number: entryNumber },
      {},
      { description: 'Entries up to this number were missed. Read the state again.' },
    ),
  ],
  { title: 'OrganizationEvent' },
);

/** An entry of an organization's log without anything of a patient, a reset of its state, or a gap between entries. */
export type OrganizationEvent = Static<typeof organizationEventSchema>;

/** Returns the event of an entry of the log. */
export function toEvent({ number, at: instant, cause, isWhole, records }: LogEntry, world: World): OrganizationEvent {
  const head = { number, at: world.formatLocal(instant), cause };
  if (isWhole) return { type: 'reset', ...head };
  const requests = Object.values(records.request ?? {}) as readonly JournalEntry[];
  const changes = viewChanges(records, world, head.at);
  return defined({
    type: 'entry' as const,
    ...head,
    requests:
      requests.length === 0 ? undefined : requests.map((entry) => requestView(entry, (at) => world.formatLocal(at))),
    changes: Object.keys(changes).length === 0 ? undefined : changes,
  });
}

/** @param now the time of the entry */
function viewChanges(records: Records, world: World, now: string): Static<typeof changesSchema> {
  const plans = (records.plan ?? {}) as Readonly<Record<string, TimedPlan | null>>;
  return defined({
    appointments: viewRecords<AppointmentRecord, unknown>(records, 'appointment', (appointment) =>
      appointmentView(world, appointment, plans[appointment.id] ?? undefined),
    ),
    deliveries: viewRecords<Delivery, unknown>(records, 'delivery', (delivery) =>
      deliveryProgressView(world, delivery),
    ),
    slots: viewRecords<readonly SlotChange[], unknown>(records, 'slot', (changes) => {
      const { status, holder } = changes.at(-1) as SlotChange;
      return defined({ status, holder });
    }),
    patients: viewRecords<Patient, unknown>(records, 'patient', ({ origin }) => ({ origin })),
    faults: viewRecords<KnownFault, KnownFault>(records, 'fault', (fault) => fault, faultIdOf),
    ...viewSettings((records.setting ?? {}) as Partial<Settings>, now),
  }) as Static<typeof changesSchema>;
}

/** Returns views by id; undefined without records of the kind. */
function viewRecords<Value, View>(
  records: Records,
  kind: RecordKind,
  view: (value: Value) => View,
  idOf = (key: string): string => key,
) {
  const values = records[kind] as Readonly<Record<string, Value | null>> | undefined;
  if (!values) return undefined;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [redactUnlessCode(idOf(key)), value && view(value)]),
  );
}

function viewSettings(settings: Partial<Settings>, now: string) {
  const { clock, defects, contention, callbacks, paused, loggedInPatient, requestsClearedTo } = settings;
  return {
    clock: clock && { now, frozen: 'frozenAt' in clock },
    defects: defects?.active,
    contention,
    callbacks,
    paused,
    loggedInPatient: loggedInPatient && redactUnlessCode(idIn('Patient', loggedInPatient) ?? UNKNOWN_PATIENT),
    requestsClearedTo,
  };
}
