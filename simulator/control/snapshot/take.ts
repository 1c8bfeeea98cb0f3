import { formatInstant, instant } from '../../../fhir/instant.ts';
import { createPeople } from '../../practice/people.ts';
import type { World } from '../../world/world.ts';
import { mapInstants } from './instants.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { FORMAT, type Snapshot } from './schema.ts';

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
    defects: world.defects.all.map(({ id }) => id),
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
