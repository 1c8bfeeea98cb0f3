import { found } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotStartBeforeEnd: XisCheck = {
  id: 'slot-shape/start-before-end',
  title: 'A slot starts before it ends',
  requirements: ['SL-4'],
  level: 'must',
  needs: [],
  defects: ['slot-ends-at-start'],
  run: (run) =>
    eachSlot(run, 'a start before the end', ({ start, end }) => {
      if (start.at === undefined || end.at === undefined) return 'skip';
      if (start.at < end.at) return undefined;
      return { below: '.end', actual: `start ${found(start.text)}, end ${found(end.text)}` };
    }),
};
