import { isDeepStrictEqual } from 'node:util';
import type { Agb } from '../fhir/agb.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { checkIdentities } from './practice/check.ts';
import type { Configuration, OrganizationConfiguration } from './practice/schema.ts';
import type { Simulation } from './simulation.ts';

/** What another configuration has changed in a running simulator. */
export interface Reconfiguration {
  /** The AGB codes of the organizations that are new. */
  readonly added: readonly string[];
  /** Those that have another configuration now, and keep their state. */
  readonly changed: readonly string[];
  /** Those that were removed with their state. */
  readonly removed: readonly string[];
  /** Those that are no longer configured, and that the store keeps. */
  readonly kept: readonly string[];
  /** The appointments that were dropped, because their schedule or type is gone. */
  readonly droppedAppointments: number;
  /** The keys outside of the organizations that have changed: they take effect at the next start. */
  readonly restart: readonly string[];
}

/** The keys outside of the organizations. */
const FIXED = [
  'server',
  'store',
  'callbackTls',
  'authentication',
  'authorizationServer',
  'callbackAuthorization',
] as const satisfies readonly (keyof Configuration)[];

/**
 * Takes another configuration over while the simulator runs.
 * @param before the configuration so far
 * @param after is checked already
 * @throws ConfigurationError when a store with pseudonyms cannot keep its BSNs; nothing has changed then
 */
export async function reconfigure(
  simulation: Simulation,
  before: Configuration,
  after: Configuration,
): Promise<Reconfiguration> {
  rejectIdentities(simulation, after.organizations);
  const added: string[] = [];
  const changed: string[] = [];
  let droppedAppointments = 0;
  for (const organization of after.organizations) {
    const former = before.organizations.find(({ agb }) => agb === organization.agb);
    if (isDeepStrictEqual(former, organization)) continue;
    const agb = organization.agb as Agb;
    const known = await simulation.organizations.enter(agb);
    if (!known) {
      await simulation.addChecked(organization);
      added.push(agb);
    } else if (!isDeepStrictEqual(known.world.configuration, organization)) {
      droppedAppointments += await simulation.reconfigure(organization);
      changed.push(agb);
    }
    simulation.organizations.pin(agb);
  }
  const removed: string[] = [];
  const kept: string[] = [];
  for (const { agb } of before.organizations) {
    if (after.organizations.some((organization) => organization.agb === agb)) continue;
    // As at a start, the store has more than the configuration names.
    if (simulation.organizations.hasStore) {
      simulation.organizations.unpin(agb as Agb);
      kept.push(agb);
    } else if (await simulation.organizations.drop(agb as Agb)) removed.push(agb);
  }
  const restart = FIXED.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return { added, changed, removed, kept, droppedAppointments, restart };
}

function rejectIdentities({ dependencies }: Simulation, organizations: readonly OrganizationConfiguration[]): void {
  if (!dependencies.identities) return;
  const mistakes = organizations.flatMap((organization, index) =>
    checkIdentities(organization, ['organizations', index]),
  );
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
}
