import { blockCheck } from '../../session/block-check.ts';
import { violated, satisfied } from '../support/finding.ts';
import { looksLocal } from '../support/hours.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotLocalTime: XisCheck = {
  id: 'slot-shape/local-time',
  title: 'The hours of the slots do not suggest that local times are labeled Z',
  clauses: ['SL-4'],
  level: 'advisory',
  needs: [],
  catches: ['slot-local-time-as-utc'],
  async run(session) {
    const { timeZone } = session.options;
    const slots = byStart((await session.allSlots()).slots);
    const labeled = slots.filter(({ start }) => /(?:Z|[+-]00:?00)$/.test(start.text));
    const [first] = labeled;
    if (slots.length === 0) blockCheck('there are no slots in the next four weeks');
    if (!first || labeled.length < slots.length) return satisfied(slots.length, `${slots.length} slots have local offsets`);
    const spans = labeled.map(({ startsAt, end }) => ({ start: startsAt, end: end.at ?? startsAt }));
    if (!looksLocal(spans, timeZone))
      return satisfied(slots.length, `the hours of ${slots.length} slots are those of a day`);
    return violated({
      subjects: slots.length,
      message: 'all slots are labeled Z, and their hours look like local ones',
      expected: `hours of a practice, in ${timeZone}`,
      actual: `hours of a practice only where Z is read as ${timeZone}`,
      path: `${first.path}.start`,
      exchanges: [first.exchange],
    });
  },
};
