import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotSeconds: XisCheck = {
  id: 'slot-shape/seconds',
  title: "A slot's start and end are to the second at least",
  clauses: ['SL-4'],
  level: 'must',
  needs: [],
  catches: ['slot-without-seconds'],
  run: (session) =>
    eachSlot(session, 'an instant with seconds', ({ start, end, resource }) => {
      const key = !start.hasSeconds ? 'start' : !end.hasSeconds ? 'end' : undefined;
      return key === undefined ? undefined : { below: `.${key}`, actual: describeValue(resource[key]) };
    }),
};
