import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotPractitioner: XisCheck = {
  id: 'slot-shape/practitioner',
  title: 'An extension of a slot refers to the practitioner',
  clauses: ['SL-2', 'SL-6'],
  level: 'must',
  needs: [],
  catches: ['slot-without-practitioner'],
  run: (session) =>
    eachSlot(session, 'an extension with a valueReference', ({ practitioners, resource }) =>
      practitioners.length === 0 ? { below: '.extension', actual: describeValue(resource['extension']) } : undefined,
    ),
};
