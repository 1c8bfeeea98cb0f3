import { found } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotSeconds: XisCheck = {
  id: 'slot-shape/seconds',
  title: "A slot's start and end are to the second at least",
  requirements: ['SL-4'],
  level: 'must',
  needs: [],
  defects: ['slot-without-seconds'],
  run: (run) =>
    eachSlot(run, 'an instant with seconds', ({ start, end, resource }) => {
      const key = !start.hasSeconds ? 'start' : !end.hasSeconds ? 'end' : undefined;
      return key === undefined ? undefined : { below: `.${key}`, actual: found(resource[key]) };
    }),
};
