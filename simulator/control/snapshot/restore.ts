import { parseInstant } from '../../../fhir/instant.ts';
import { redactUnlessCode } from '../../../output/redaction.ts';
import { isTooDeep, MAX_DEPTH } from '../../../schema/depth.ts';
import { ConfigurationError, type Mistake } from '../../../schema/mistake.ts';
import type { Fault } from '../../domain/fault/rule.ts';
import type { Patient } from '../../domain/practice.ts';
import { checkIdentities, checkOrganization } from '../../practice/check.ts';
import { resolvePractice } from '../../practice/resolve.ts';
import { UNKNOWN_PATIENT } from '../../practice/schema.ts';
import { createWorld } from '../../world/create-world.ts';
import type { KnownFault } from '../../world/faults.ts';
import type { World, WorldDependencies } from '../../world/world.ts';
import { ControlError } from '../control-error.ts';
import { createInputReader } from '../inputs.ts';
import { findAgendaContradictions } from './check-agenda.ts';
import { findBrokenReferences } from './check-references.ts';
import { mapInstants, type Snapshot, type SnapshotState, snapshotSchema } from './schema.ts';

const readSnapshot = createInputReader(snapshotSchema);

/**
 * Creates a world from a snapshot. Callbacks that were being sent are sent again.
 * @param agb the expected organization; undefined accepts any
 * @throws ControlError when the snapshot is invalid, contradicts itself, or is of another organization
 */
export async function restoreWorld(value: unknown, dependencies: WorldDependencies, agb?: string): Promise<World> {
  if (isTooDeep(value)) throw new ControlError('invalid', `expected at most ${MAX_DEPTH} levels of nesting, got more`);
  const snapshot = readSnapshot(value);
  const snapshotAgb = snapshot.configuration.agb;
  if (agb !== undefined && snapshotAgb !== agb) {
    throw new ControlError(
      'conflict',
      `expected a snapshot of organization ${agb}, got ${redactUnlessCode(String(snapshotAgb))}`,
    );
  }
  const inConfiguration = (mistake: Mistake): Mistake => ({ ...mistake, path: ['configuration', ...mistake.path] });
  rejectMistakes(checkOrganization(snapshot.configuration).map(inConfiguration));
  if (dependencies.identities) rejectMistakes(checkIdentities(snapshot.configuration).map(inConfiguration));
  rejectMistakes(findBrokenReferences(snapshot));
  const { configuration, ...rest } = snapshot;
  const state = mapInstants(rest, (text) => (typeof text === 'string' ? parseInstant(text) : text)) as SnapshotState;
  const world = createWorld(configuration, await resolvePractice(configuration), dependencies, state);
  try {
    rejectMistakes(findAgendaContradictions(snapshot, state, world));
  } catch (error) {
    await world.close();
    throw error;
  }
  fillWorld(world, snapshot, state);
  return world;
}

/** @throws ControlError with path, expected and found value of each mistake */
function rejectMistakes(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new ControlError('invalid', new ConfigurationError(mistakes).message);
}

/** Adds the state of a snapshot to a new world. */
function fillWorld(world: World, snapshot: Snapshot, parts: SnapshotState): void {
  for (const patient of snapshot.patients) world.patients.set(patient.reference, patient as Patient);
  if (snapshot.loggedInPatient !== undefined)
    world.loggedInPatient = snapshot.loggedInPatient === UNKNOWN_PATIENT ? undefined : snapshot.loggedInPatient;
  world.restoreAppointments(parts.appointments);
  for (const { schedule, start, changes } of parts.slots) {
    for (const change of changes) world.agenda.schedule(schedule)?.change(start, change);
  }
  world.agenda.sequence = snapshot.sequence;
  world.contention = snapshot.contention;
  for (const at of parts.competitorAt) world.clock.schedule(at, { kind: 'competitor', subject: world.practice.agb });
  for (const { appointment, at, decision, comment } of parts.plans) {
    world.scheduledDecisions.set(appointment, { kind: 'timed', at, decision, comment });
    world.clock.schedule(at, { kind: 'decide', subject: appointment });
  }
  world.faults.restore(snapshot.faults as readonly (KnownFault & { fault: Fault })[]);
  world.defects.set(snapshot.defects ?? snapshot.configuration.defects ?? [], snapshot.formerDefects);
  world.deliveries.configure(snapshot.callbacks);
  world.deliveries.restore(parts.deliveries, snapshot.paused);
}
