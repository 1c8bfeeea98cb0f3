import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotOffset: XisCheck = {
  id: 'slot-shape/offset',
  title: "A slot's start and end have an offset or Z",
  clauses: ['SL-4'],
  level: 'must',
  needs: [],
  catches: ['slot-without-offset'],
  run: (session) =>
    eachSlot(session, 'an instant with an offset or Z', ({ start, end, resource }) => {
      const key = !start.hasOffset ? 'start' : !end.hasOffset ? 'end' : undefined;
      return key === undefined ? undefined : { below: `.${key}`, actual: describeValue(resource[key]) };
    }),
};
