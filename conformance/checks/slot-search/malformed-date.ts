import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import { malformedDate } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchMalformedDate: XisCheck = {
  id: 'slot-search/malformed-date',
  title: 'A date that cannot be read is answered with 400',
  clauses: ['SL-17'],
  level: 'should',
  needs: [],
  catches: ['slot-malformed-date-ignored', 'slot-malformed-date-500'],
  async run(session) {
    await session.searchSlots(slotQuery(await session.searchRange()));
    const { status, failure, exchangeId } = await malformedDate(session);
    if (status === 400) return satisfied(1, 'one malformed date looked at');
    return violated({
      subjects: 1,
      message: 'a malformed date is not refused',
      expected: '400',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
