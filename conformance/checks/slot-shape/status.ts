import { describeValue } from '../../read/json.ts';
import { eachSlot } from '../support/each-slot.ts';
import type { XisCheck } from '../xis-check.ts';

/** `needs-action` as published, `busy-tentative` in R4. */
const STATUSES = ['free', 'busy', 'needs-action', 'busy-tentative'];

export const slotStatus: XisCheck = {
  id: 'slot-shape/status',
  title: "A slot's status is free, busy or needs-action, the last one busy-tentative in R4",
  clauses: ['SL-3'],
  level: 'must',
  needs: [],
  catches: ['slot-bad-status'],
  async run(session) {
    const finding = await eachSlot(session, STATUSES.join(', '), ({ status, resource }) =>
      STATUSES.includes(status ?? '') ? undefined : { below: '.status', actual: describeValue(resource['status']) },
    );
    const { slots } = await session.allSlots();
    const isR4 = slots.some(({ status }) => status === 'busy-tentative');
    const isPublished = slots.some(({ status }) => status === 'needs-action');
    return isR4 === isPublished ? finding : { ...finding, dialect: isR4 ? 'r4' : 'published' };
  },
};
