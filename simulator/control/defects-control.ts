import { DEFECTS } from '../defects/catalogue.ts';
import { nearest } from '../defects/nearest.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import type { Organization } from './organization.ts';

/** The control of what an organization does wrong. */
export function defectsControl(world: () => World): Organization['defects'] {
  return {
    list: () => world().defects.all.map(({ id }) => id),
    set(ids) {
      const unknown = ids.find((id) => !DEFECTS.some((defect) => defect.id === id));
      if (unknown !== undefined)
        throw new ControlError(
          'invalid',
          `there is no defect '${unknown}'; near to it: ${nearest(unknown).join(', ')}`,
        );
      world().defects.set(ids);
    },
    clear: () => world().defects.set([]),
  };
}
