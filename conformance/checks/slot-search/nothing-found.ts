import { entriesOf } from '../../read/bundle.ts';
import { block } from '../../session/block-check.ts';
import { slotPairs } from '../../session/slot-query.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchNothingFound: XisCheck = {
  id: 'slot-search/nothing-found',
  title: 'A search that finds no slot is answered with an empty Bundle, and not with an error',
  requirements: ['SL-1'],
  level: 'must',
  needs: [],
  defects: ['slot-empty-404'],
  async run(run) {
    await run.everything();
    const reply = await run.ask({
      purpose: 'search slots on a day long past',
      path: '/Slot',
      query: slotPairs({ from: '2001-01-01', to: '2001-01-02' }),
    });
    const entries = reply.status === 200 ? entriesOf(reply.body) : undefined;
    if (entries && entries.length > 0) block('slots were found on a day long past');
    if (entries) return kept(1, 'one empty Bundle looked at');
    return broken({
      subjects: 1,
      message: 'no slot that fits is taken for an error',
      expected: '200 and a Bundle without entries',
      actual: answered(reply),
      exchanges: [reply.exchange],
    });
  },
};
