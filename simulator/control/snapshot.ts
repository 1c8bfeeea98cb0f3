import { isTestBsn } from '../../fhir/bsn.ts';
import { formatInstant, instant, parseInstant } from '../../fhir/instant.ts';
import { redactText } from '../../fhir/redaction.ts';
import {
  array,
  boolean,
  integer,
  object,
  oneOf,
  record,
  type Schema,
  type Static,
  string,
  unknown,
} from '../../fhir/schema.ts';
import { DEFAULT_COMMENTS } from '../domain/approval/policy.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import type { Delivery } from '../domain/callback/delivery.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { type Fault, faultSchema } from '../domain/fault/rule.ts';
import type { Patient } from '../domain/practice.ts';
import { checkOrganization } from '../practice/check.ts';
import { ConfigurationError } from '../practice/mistake.ts';
import { createPeople, madeUpBsn, type People } from '../practice/people.ts';
import { resolvePractice } from '../practice/resolve.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import type { KnownFault } from '../world/faults.ts';
import type { SlotChange } from '../world/schedule-agenda.ts';
import type { TimedPlan } from '../world/settle-appointment.ts';
import { World, type WorldDependencies } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { inputReader } from './inputs.ts';

const FORMAT = 'xis-testkit organization';

const at = string({ format: 'instant', expected: 'an instant' });
const state = oneOf(['pending', 'booked', 'declined', 'cancelled']);
const id = string({ minLength: 1, maxLength: 64 });
const text = string({ maxLength: 4000 });
const count = integer({ minimum: 0 });
const decision = oneOf(['accepted', 'declined']);

const appointmentSchema = object({
  id: string({ pattern: '^\\d{1,12}$', expected: 'the number of an appointment' }),
  version: count,
  state,
  madeBy: oneOf(['patient', 'practitioner']),
  scheduleId: id,
  practitioner: object({ reference: text, display: text }),
  type: count,
  start: at,
  end: at,
  slots: array(at),
  patient: text,
  patientDisplay: text,
  comment: text,
  updatedAt: at,
  history: array(
    object({
      at,
      state,
      by: oneOf(['patient', 'practitioner', 'policy']),
      what: oneOf(['made', 'accepted', 'declined', 'moved', 'cancelled']),
    }),
  ),
});

const changeSchema = object(
  { sequence: count, at, status: oneOf(['free', 'busy', 'tentative']) },
  { holder: object({ kind: oneOf(['appointment', 'competitor']) }, { id }) },
);

const deliverySchema = object(
  {
    id: string({ pattern: '^d\\d{1,12}$', expected: 'the id of a delivery' }),
    operation: oneOf(['send-appointment-response', 'send-appointment-update']),
    appointment: id,
    message: object(
      { kind: oneOf(['response', 'update']) },
      { appointment: id, decision, comment: text, record: appointmentSchema },
    ),
    createdAt: at,
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost']),
    attempts: array(object({ at }, { status: integer(), error: text, retryAfterMs: count, answer: unknown() })),
  },
  {
    heldFor: oneOf(['url', 'resume', 'earlier', 'next-callback', 'cancellation']),
    dueAt: at,
    reason: text,
    fault: id,
    again: boolean(),
  },
);

/** An organization as readable JSON: everything that is needed to go on from this moment. */
export const snapshotSchema = object({
  format: oneOf([FORMAT]),
  version: integer({ minimum: 1, maximum: 1 }),
  /** As `organizationSchema` has it; checked by `checkOrganization`. */
  configuration: { type: 'object' } as Schema<OrganizationConfiguration>,
  startedAt: at,
  clock: object({ now: at, frozen: boolean() }),
  drawn: record(count),
  contention: contentionSchema,
  callbacks: callbacksSchema,
  paused: boolean(),
  patients: array(
    object({
      reference: text,
      name: text,
      bsn: string({ format: 'bsn' }),
      origin: oneOf(['practice', 'request', 'made-up']),
    }),
  ),
  appointments: array(appointmentSchema),
  plans: array(object({ appointment: id, at, decision, comment: text })),
  competitorAt: array(at, { maxItems: 1 }),
  slots: array(object({ schedule: id, start: at, changes: array(changeSchema) })),
  sequence: count,
  deliveries: array(deliverySchema),
  faults: array(object({ fault: faultSchema, matched: count, struck: count })),
});

export type Snapshot = Static<typeof snapshotSchema>;

const readSnapshot = inputReader(snapshotSchema);

/** Keys whose numbers are instants, which a snapshot writes as text. */
const INSTANTS = new Set([
  'at',
  'start',
  'end',
  'updatedAt',
  'createdAt',
  'dueAt',
  'startedAt',
  'now',
  'slots',
  'competitorAt',
]);

function mapInstants(value: unknown, map: (at: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapInstants(item, map, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapInstants(item, map, name)]));
  }
  return INSTANTS.has(key) ? map(value) : value;
}

/**
 * Writes an organization down.
 * @param identities `pseudonyms`: whoever came in a request, and every BSN that somebody may have, is made up anew, and
 *   patients' words are left out, so that it can be attached to a bug report; `as-told`: everything stays, for restoring
 *   in the same place
 */
export async function takeSnapshot(world: World, identities: 'pseudonyms' | 'as-told'): Promise<Snapshot> {
  const competitor = world.clock.due().find(({ kind }) => kind === 'competitor');
  const state = {
    startedAt: world.startedAt,
    clock: world.clock.state(),
    patients: [...world.patients.values()],
    appointments: [...world.appointments.values()],
    plans: [...world.plans].map(([appointment, { at, decision, comment }]) => ({ appointment, at, decision, comment })),
    competitorAt: competitor ? [competitor.at] : [],
    slots: world.agenda.schedules.flatMap((schedule) =>
      schedule.changes().map(([start, changes]) => ({ schedule: schedule.rules.id, start, changes })),
    ),
    deliveries: world.deliveries.list(),
  };
  const written = mapInstants(state, (value) =>
    typeof value === 'number' ? formatInstant(instant(value)) : value,
  ) as object;
  const snapshot = {
    format: FORMAT,
    version: 1,
    configuration: world.configuration,
    ...written,
    drawn: world.draws.counts(),
    contention: world.contention,
    callbacks: world.deliveries.settings,
    paused: world.deliveries.paused,
    sequence: world.agenda.sequence,
    faults: world.faults.list(),
  } as Snapshot;
  const copy = structuredClone(snapshot);
  return identities === 'as-told'
    ? copy
    : withPseudonyms(copy, await createPeople(world.practice.seed), world.practice.seed);
}

type SnapshotPatient = Snapshot['patients'][number];

function withPseudonyms(snapshot: Snapshot, people: People, seed: number): Snapshot {
  const isMadeUp = ({ origin, bsn }: SnapshotPatient): boolean => origin === 'practice' && isTestBsn(bsn);
  const known = new Map(snapshot.patients.map((patient) => [patient.reference, patient]));
  const referenceOf = (reference: string): string =>
    redactText(reference) === reference ? reference : `Patient/pseudonym-${[...known.keys()].indexOf(reference) + 1}`;
  const nameOf = (reference: string, display: string): string => {
    const patient = known.get(reference);
    return patient && isMadeUp(patient) && patient.name === display ? display : people.patient(referenceOf(reference));
  };
  const mask = <A extends Snapshot['appointments'][number]>(appointment: A): A => ({
    ...appointment,
    patient: referenceOf(appointment.patient),
    patientDisplay: nameOf(appointment.patient, appointment.patientDisplay),
    practitioner: {
      ...appointment.practitioner,
      reference: redactText(appointment.practitioner.reference),
      display: '',
    },
    comment: `(${appointment.comment.length} characters)`,
  });
  const { patients, ...configuration } = snapshot.configuration;
  return {
    ...snapshot,
    configuration: patients
      ? {
          ...configuration,
          patients: patients.map((patient) =>
            patient.bsn === undefined || isTestBsn(patient.bsn)
              ? patient
              : {
                  id: patient.id,
                  name: people.patient(`Patient/${patient.id}`),
                  bsn: madeUpBsn(seed, `Patient/${patient.id}`),
                },
          ),
        }
      : configuration,
    patients: snapshot.patients.map((patient) =>
      isMadeUp(patient)
        ? patient
        : {
            reference: referenceOf(patient.reference),
            name: people.patient(referenceOf(patient.reference)),
            bsn: madeUpBsn(seed, patient.reference),
            origin: 'made-up',
          },
    ),
    appointments: snapshot.appointments.map(mask),
    plans: snapshot.plans.map((plan) => ({ ...plan, comment: DEFAULT_COMMENTS[plan.decision] })),
    deliveries: snapshot.deliveries.map((delivery) => {
      const { comment, record, decision = 'accepted', ...message } = delivery.message;
      return {
        ...delivery,
        message: {
          ...message,
          ...(message.kind === 'response' ? { decision } : {}),
          ...(comment === undefined ? {} : { comment: DEFAULT_COMMENTS[decision] }),
          ...(record === undefined ? {} : { record: mask(record) }),
        },
      };
    }),
  };
}

/**
 * Makes the world that a snapshot was taken of. Callbacks that were under way are tried again.
 * @throws ControlError when it is no snapshot, or one that does not fit together
 */
export async function restoreWorld(value: unknown, dependencies: WorldDependencies): Promise<World> {
  const snapshot = readSnapshot(value);
  const mistakes = checkOrganization(snapshot.configuration);
  if (mistakes.length > 0)
    throw new ControlError('invalid', `configuration: ${new ConfigurationError(mistakes).message}`);
  const parts = mapInstants(
    {
      startedAt: snapshot.startedAt,
      clock: snapshot.clock,
      appointments: snapshot.appointments,
      plans: snapshot.plans,
      competitorAt: snapshot.competitorAt,
      slots: snapshot.slots,
      deliveries: snapshot.deliveries,
    },
    (text) => (typeof text === 'string' ? parseInstant(text) : text),
  ) as {
    startedAt: World['startedAt'];
    clock: ReturnType<World['clock']['state']>;
    appointments: readonly AppointmentRecord[];
    plans: readonly (TimedPlan & { readonly appointment: string })[];
    competitorAt: readonly World['startedAt'][];
    slots: readonly {
      readonly schedule: string;
      readonly start: World['startedAt'];
      readonly changes: readonly SlotChange[];
    }[];
    deliveries: readonly Delivery[];
  };
  checkReferences(snapshot);
  const practice = await resolvePractice(snapshot.configuration);
  const world = new World(snapshot.configuration, practice, dependencies, {
    clock: parts.clock,
    startedAt: parts.startedAt,
    drawn: snapshot.drawn,
  });
  for (const patient of snapshot.patients) world.patients.set(patient.reference, patient as Patient);
  world.restoreAppointments(parts.appointments);
  for (const { schedule, start, changes } of parts.slots) {
    for (const change of changes) world.agenda.schedule(schedule)?.change(start, change);
  }
  world.agenda.sequence = snapshot.sequence;
  world.contention = snapshot.contention;
  for (const due of parts.competitorAt) world.clock.schedule(due, { kind: 'competitor', subject: practice.agb });
  for (const { appointment, at, decision, comment } of parts.plans) {
    world.plans.set(appointment, { kind: 'timed', at, decision, comment });
    world.clock.schedule(at, { kind: 'decide', subject: appointment });
  }
  world.faults.restore(snapshot.faults as readonly (KnownFault & { fault: Fault })[]);
  world.deliveries.configure(snapshot.callbacks);
  world.deliveries.restore(parts.deliveries, snapshot.paused);
  return world;
}

/** What one part of a snapshot says of another has to be there, or a later request would stumble over it. */
function checkReferences(snapshot: Snapshot): void {
  const patients = new Set(snapshot.patients.map(({ reference }) => reference));
  const appointments = new Set(snapshot.appointments.map(({ id }) => id));
  const types = snapshot.configuration.appointmentTypes.length;
  const records = [...snapshot.appointments, ...snapshot.deliveries.flatMap(({ message }) => message.record ?? [])];
  const lost = records.find(({ patient, type }) => !patients.has(patient) || type >= types);
  if (lost)
    throw new ControlError(
      'invalid',
      `appointment ${lost.id}: expected its patient and its type to be in the snapshot`,
    );
  const orphan = snapshot.deliveries.find(
    ({ appointment, message }) =>
      !appointments.has(appointment) ||
      (message.kind === 'update'
        ? message.record === undefined
        : message.decision === undefined || message.comment === undefined || message.appointment !== appointment),
  );
  if (orphan)
    throw new ControlError(
      'invalid',
      `delivery ${orphan.id}: expected its appointment and what it tells to be in the snapshot`,
    );
  const plan = snapshot.plans.find(({ appointment }) => !appointments.has(appointment));
  if (plan) throw new ControlError('invalid', 'plans: expected their appointments to be in the snapshot');
}
