import { parseInstant } from '../../../fhir/instant.ts';
import { shown } from '../../../output/redaction.ts';
import { ConfigurationError } from '../../../schema/mistake.ts';
import type { TimedPlan } from '../../domain/approval/policy.ts';
import type { AppointmentRecord } from '../../domain/booking/appointment.ts';
import type { Delivery } from '../../domain/callback/delivery.ts';
import type { Fault } from '../../domain/fault/rule.ts';
import type { Patient } from '../../domain/practice.ts';
import { checkOrganization } from '../../practice/check.ts';
import { resolvePractice } from '../../practice/resolve.ts';
import { resumeWorld } from '../../world/create-world.ts';
import type { KnownFault } from '../../world/faults.ts';
import type { SlotChange } from '../../world/schedule-agenda.ts';
import type { World, WorldDependencies } from '../../world/world.ts';
import { ControlError } from '../control-error.ts';
import { createInputReader } from '../inputs.ts';
import { mapInstants, type Snapshot, snapshotSchema } from './schema.ts';

const readSnapshot = createInputReader(snapshotSchema);

/**
 * Makes the world that a snapshot was taken of. Callbacks that were under way are tried again.
 * @param agb whose snapshot it has to be; without it anybody's
 * @throws ControlError when it is no snapshot, of another organization, or one that does not fit together
 */
export async function restoreWorld(value: unknown, dependencies: WorldDependencies, agb?: string): Promise<World> {
  const snapshot = readSnapshot(value);
  const whose = snapshot.configuration.agb;
  if (agb !== undefined && whose !== agb)
    throw new ControlError('conflict', `the snapshot is of organization ${shown(String(whose))}`);
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
  const world = resumeWorld(snapshot.configuration, practice, dependencies, {
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
    world.scheduledDecisions.set(appointment, { kind: 'timed', at, decision, comment });
    world.clock.schedule(at, { kind: 'decide', subject: appointment });
  }
  world.faults.restore(snapshot.faults as readonly (KnownFault & { fault: Fault })[]);
  world.defects.set(snapshot.defects ?? snapshot.configuration.defects ?? []);
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
