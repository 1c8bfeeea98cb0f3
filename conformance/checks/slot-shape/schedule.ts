import { at, found, textOf } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotSchedule: XisCheck = {
  id: 'slot-shape/schedule',
  title: 'Every slot has a schedule',
  requirements: ['SL-2'],
  level: 'must',
  needs: [],
  defects: ['slot-without-schedule'],
  run: (run) =>
    eachSlot(run, 'a schedule with a reference', ({ resource }) =>
      textOf(at(resource, 'schedule', 'reference')) === undefined
        ? { below: '.schedule', actual: found(resource['schedule']) }
        : undefined,
    ),
};
