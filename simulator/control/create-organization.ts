import type { Agb } from '../../fhir/agb.ts';
import type { Simulation } from '../simulation.ts';
import { setContention } from '../world/compete.ts';
import { createWorld } from '../world/create-world.ts';
import type { World } from '../world/world.ts';
import { appointmentsControl } from './appointments-control.ts';
import { clockControl } from './clock-control.ts';
import { ControlError } from './control-error.ts';
import { defectsControl } from './defects-control.ts';
import { deliveriesControl } from './deliveries-control.ts';
import type { Organization } from './organization.ts';
import { requestsControl } from './requests-control.ts';
import { slotsControl } from './slots-control.ts';
import { restoreWorld } from './snapshot/restore.ts';
import { takeSnapshot } from './snapshot/take.ts';

/** The control of an organization. It stays good after a reset or a restore. */
export function createOrganization(simulation: Simulation, agb: Agb): Organization {
  const world = (): World => {
    const found = simulation.worlds.get(agb);
    if (!found) throw new ControlError('not-found', `there is no organization ${agb}`);
    return found;
  };
  return {
    agb,
    clock: clockControl(world),
    requests: requestsControl(world),
    ...appointmentsControl(world),
    slots: slotsControl(world),
    ...deliveriesControl(world),
    faults: {
      list: () => world().faults.list(),
      add: (fault) => world().faults.add(fault),
      remove(id) {
        if (!world().faults.remove(id)) throw new ControlError('not-found', 'there is no such fault');
      },
      clear: () => world().faults.clear(),
    },
    defects: defectsControl(world),
    contention: {
      get: () => world().contention,
      set: (contention) => setContention(world(), contention),
    },
    settled: () => world().clock.settled(),
    async reset() {
      const { configuration, practice, dependencies } = world();
      await simulation.replace(createWorld(configuration, practice, dependencies));
    },
    snapshot: ({ identities = 'pseudonyms' } = {}) => takeSnapshot(world(), identities),
    async restore(snapshot) {
      await simulation.replace(await restoreWorld(snapshot, simulation.dependencies, agb));
    },
    configuration: () => world().configuration,
  };
}
