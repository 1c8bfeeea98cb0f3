import { found } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotId: XisCheck = {
  id: 'slot-shape/id',
  title: 'Every slot has an id',
  requirements: ['SL-2'],
  level: 'must',
  needs: [],
  defects: ['slot-without-id'],
  run: (run) =>
    eachSlot(run, 'an id', ({ id, resource }) =>
      id === undefined ? { below: '.id', actual: found(resource['id']) } : undefined,
    ),
};
