import { parseInstant } from '../../../fhir/instant.ts';
import { redactUnlessCode } from '../../../output/redaction.ts';
import { defined } from '../../../schema/defined.ts';
import { isTooDeep, MAX_DEPTH } from '../../../schema/depth.ts';
import { ConfigurationError, type Mistake } from '../../../schema/mistake.ts';
import { slotId } from '../../domain/agenda/slot-id.ts';
import { checkIdentities, checkOrganization } from '../../practice/check.ts';
import { resolvePractice } from '../../practice/resolve.ts';
import type { System } from '../../system.ts';
import type { Records } from '../../world/changes.ts';
import { createEmptyWorld } from '../../world/create-world.ts';
import { faultKey } from '../../world/faults.ts';
import { applyRecords } from '../../world/records.ts';
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
  const world = createEmptyWorld(configuration, resolvePractice(configuration), dependencies, state.startedAt);
  try {
    rejectMistakes(findAgendaContradictions(snapshot, state, world));
  } catch (error) {
    await world.close();
    throw error;
  }
  applyRecords(world, toRecords(snapshot, state, dependencies.system));
  return world;
}

/** @throws ControlError with path, expected and found value of each mistake */
function rejectMistakes(mistakes: readonly Mistake[]): void {
  if (mistakes.length > 0) throw new ControlError('invalid', new ConfigurationError(mistakes).message);
}

/** Returns the records of a snapshot. */
function toRecords(snapshot: Snapshot, parts: SnapshotState, system: System): Records {
  const { contention, callbacks, paused, sequence, lastAppointment, lastDelivery, loggedInPatient } = snapshot;
  const { now, frozen } = parts.clock;
  return {
    setting: defined({
      clock: frozen ? { frozenAt: now } : { offset: now - system.now() },
      contention,
      competitorAt: parts.competitorAt[0] ?? null,
      callbacks,
      paused,
      defects: {
        active: snapshot.defects ?? snapshot.configuration.defects ?? [],
        former: snapshot.formerDefects ?? [],
      },
      lastChange: sequence,
      lastAppointment,
      lastDelivery,
      loggedInPatient,
    }),
    patient: byKey(snapshot.patients, ({ reference }) => reference),
    appointment: byKey(parts.appointments, ({ id }) => id),
    slot: Object.fromEntries(parts.slots.map(({ schedule, start, changes }) => [slotId(schedule, start), changes])),
    plan: Object.fromEntries(parts.plans.map(({ appointment, ...plan }) => [appointment, { ...plan, kind: 'timed' }])),
    draw: snapshot.drawn,
    fault: byKey(snapshot.faults, ({ fault }) => faultKey(String(fault.id))),
    delivery: byKey(parts.deliveries, ({ id }) => id),
  };
}

function byKey<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [keyOf(item), item]));
}
