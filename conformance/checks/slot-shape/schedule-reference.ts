import { at, describeValue, textOf } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

/** Relative or absolute, with or without a version. */
const SHAPE = /^(?:https?:\/\/[^\s?#]+\/)?Schedule\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

export const slotScheduleReference: XisCheck = {
  id: 'slot-shape/schedule-reference',
  title: "A slot's schedule is a reference Schedule/{id}",
  clauses: ['SL-7'],
  level: 'must',
  needs: [],
  catches: ['slot-schedule-bare-id'],
  run: (session) =>
    eachSlot(session, 'Schedule/{id}', ({ resource }) => {
      const reference = textOf(at(resource, 'schedule', 'reference'));
      if (reference === undefined) return 'skip';
      return SHAPE.test(reference) ? undefined : { below: '.schedule.reference', actual: describeValue(reference) };
    }),
};
