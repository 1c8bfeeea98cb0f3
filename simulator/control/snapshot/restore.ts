import { type Instant, parseInstant } from '../../../fhir/instant.ts';
import { redactUnlessCode } from '../../../output/redaction.ts';
import { ConfigurationError } from '../../../schema/mistake.ts';
import type { TimedPlan } from '../../domain/approval/policy.ts';
import type { AppointmentRecord } from '../../domain/booking/appointment.ts';
import type { Delivery } from '../../domain/callback/delivery.ts';
import type { Fault } from '../../domain/fault/rule.ts';
import type { Patient } from '../../domain/practice.ts';
import { checkOrganization } from '../../practice/check.ts';
import { resolvePractice } from '../../practice/resolve.ts';
import { UNKNOWN_PATIENT } from '../../practice/schema.ts';
import { createWorld } from '../../world/create-world.ts';
import type { KnownFault } from '../../world/faults.ts';
import type { SlotChange } from '../../world/schedule-agenda.ts';
import type { World, WorldDependencies, WorldState } from '../../world/world.ts';
import { ControlError } from '../control-error.ts';
import { createInputReader } from '../inputs.ts';
import { mapInstants, type Snapshot, snapshotSchema } from './schema.ts';

/** The parts of a snapshot with instants, after these are parsed. */
interface SnapshotState extends WorldState {
  readonly appointments: readonly AppointmentRecord[];
  readonly plans: readonly (TimedPlan & { readonly appointment: string })[];
  readonly competitorAt: readonly Instant[];
  readonly slots: readonly {
    readonly schedule: string;
    readonly start: Instant;
    readonly changes: readonly SlotChange[];
  }[];
  readonly deliveries: readonly Delivery[];
}

const readSnapshot = createInputReader(snapshotSchema);

/**
 * Creates a world from a snapshot. Callbacks that were being sent are sent again.
 * @param agb the expected organization; undefined accepts any
 * @throws ControlError when the snapshot is invalid, inconsistent, or of another organization
 */
export async function restoreWorld(value: unknown, dependencies: WorldDependencies, agb?: string): Promise<World> {
  const snapshot = readSnapshot(value);
  const snapshotAgb = snapshot.configuration.agb;
  if (agb !== undefined && snapshotAgb !== agb) {
    throw new ControlError(
      'conflict',
      `expected a snapshot of organization ${agb}, got ${redactUnlessCode(String(snapshotAgb))}`,
    );
  }
  const mistakes = checkOrganization(snapshot.configuration);
  if (mistakes.length > 0)
    throw new ControlError('invalid', `configuration: ${new ConfigurationError(mistakes).message}`);
  const { configuration: _configuration, ...state } = snapshot;
  const parts = mapInstants(state, (text) => (typeof text === 'string' ? parseInstant(text) : text)) as SnapshotState;
  checkReferences(snapshot);
  const practice = await resolvePractice(snapshot.configuration);
  const world = createWorld(snapshot.configuration, practice, dependencies, parts);
  for (const patient of snapshot.patients) world.patients.set(patient.reference, patient as Patient);
  if (snapshot.loggedInPatient !== undefined)
    world.loggedInPatient = snapshot.loggedInPatient === UNKNOWN_PATIENT ? undefined : snapshot.loggedInPatient;
  world.restoreAppointments(parts.appointments);
  for (const { schedule, start, changes } of parts.slots) {
    for (const change of changes) world.agenda.schedule(schedule)?.change(start, change);
  }
  world.agenda.sequence = snapshot.sequence;
  world.contention = snapshot.contention;
  for (const at of parts.competitorAt) world.clock.schedule(at, { kind: 'competitor', subject: practice.agb });
  for (const { appointment, at, decision, comment } of parts.plans) {
    world.scheduledDecisions.set(appointment, { kind: 'timed', at, decision, comment });
    world.clock.schedule(at, { kind: 'decide', subject: appointment });
  }
  world.faults.restore(snapshot.faults as readonly (KnownFault & { fault: Fault })[]);
  world.defects.set(snapshot.defects ?? snapshot.configuration.defects ?? []);
  world.deliveries.configure(snapshot.callbacks);
  world.deliveries.restore(parts.deliveries, snapshot.paused);
  return world;
}

/** Checks the references between the parts of a snapshot, on which later requests depend. */
function checkReferences(snapshot: Snapshot): void {
  const patients = new Set(snapshot.patients.map(({ reference }) => reference));
  const appointments = new Set(snapshot.appointments.map(({ id }) => id));
  const types = snapshot.configuration.appointmentTypes.length;
  const records = [...snapshot.appointments, ...snapshot.deliveries.flatMap(({ message }) => message.record ?? [])];
  const incomplete = records.find(({ patient, type }) => !patients.has(patient) || type >= types);
  if (incomplete)
    throw new ControlError(
      'invalid',
      `appointment ${incomplete.id}: expected its patient and its type in the snapshot`,
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
      `delivery ${orphan.id}: expected its appointment and its message in the snapshot`,
    );
  const { loggedInPatient = UNKNOWN_PATIENT } = snapshot;
  if (loggedInPatient !== UNKNOWN_PATIENT && !patients.has(loggedInPatient))
    throw new ControlError('invalid', `loggedInPatient: expected a patient in the snapshot, or ${UNKNOWN_PATIENT}`);
  const plan = snapshot.plans.find(({ appointment }) => !appointments.has(appointment));
  if (plan) throw new ControlError('invalid', 'plans: expected their appointments in the snapshot');
}
