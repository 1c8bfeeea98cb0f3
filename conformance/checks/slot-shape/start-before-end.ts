import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotStartBeforeEnd: XisCheck = {
  id: 'slot-shape/start-before-end',
  title: 'A slot starts before it ends',
  clauses: ['SL-4'],
  level: 'must',
  needs: [],
  catches: ['slot-ends-at-start'],
  run: (session) =>
    eachSlot(session, 'a start before the end', ({ start, end }) => {
      if (start.at === undefined || end.at === undefined) return 'skip';
      if (start.at < end.at) return undefined;
      return { below: '.end', actual: `start ${describeValue(start.text)}, end ${describeValue(end.text)}` };
    }),
};
