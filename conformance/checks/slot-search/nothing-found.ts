import { entriesOf } from '../../read/bundle.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchNothingFound: XisCheck = {
  id: 'slot-search/nothing-found',
  title: 'A search that finds no slot is answered with an empty Bundle, and not with an error',
  clauses: ['SL-1'],
  level: 'must',
  needs: [],
  catches: ['slot-empty-404'],
  async run(session) {
    await session.allSlots();
    const response = await session.send({
      purpose: 'search slots on a day long past',
      path: '/Slot',
      query: slotQuery({ from: '2001-01-01', to: '2001-01-02' }),
    });
    const entries = response.status === 200 ? entriesOf(response.body) : undefined;
    if (entries && entries.length > 0) blockCheck('slots were found on a day long past');
    if (entries) return satisfied(1, 'one empty Bundle looked at');
    return violated({
      subjects: 1,
      message: 'no slot that fits is taken for an error',
      expected: '200 and a Bundle without entries',
      actual: answered(response),
      exchanges: [response.exchangeId],
    });
  },
};
