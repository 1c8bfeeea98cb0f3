import { found } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotOffset: XisCheck = {
  id: 'slot-shape/offset',
  title: "A slot's start and end have an offset or Z",
  requirements: ['SL-4'],
  level: 'must',
  needs: [],
  defects: ['slot-without-offset'],
  run: (run) =>
    eachSlot(run, 'an instant with an offset or Z', ({ start, end, resource }) => {
      const key = !start.hasOffset ? 'start' : !end.hasOffset ? 'end' : undefined;
      return key === undefined ? undefined : { below: `.${key}`, actual: found(resource[key]) };
    }),
};
