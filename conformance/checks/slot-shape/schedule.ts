import { at, describeValue, textOf } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotSchedule: XisCheck = {
  id: 'slot-shape/schedule',
  title: 'Every slot has a schedule',
  clauses: ['SL-2'],
  level: 'must',
  needs: [],
  catches: ['slot-without-schedule'],
  run: (session) =>
    eachSlot(session, 'a schedule with a reference', ({ resource }) =>
      textOf(at(resource, 'schedule', 'reference')) === undefined
        ? { below: '.schedule', actual: describeValue(resource['schedule']) }
        : undefined,
    ),
};
