import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotId: XisCheck = {
  id: 'slot-shape/id',
  title: 'Every slot has an id',
  clauses: ['SL-2'],
  level: 'must',
  needs: [],
  catches: ['slot-without-id'],
  run: (session) =>
    eachSlot(session, 'an id', ({ id, resource }) =>
      id === undefined ? { below: '.id', actual: describeValue(resource['id']) } : undefined,
    ),
};
