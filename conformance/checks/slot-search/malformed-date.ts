import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import { malformedDate } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchMalformedDate: XisCheck = {
  id: 'slot-search/malformed-date',
  title: 'A date that cannot be read is answered with 400',
  requirements: ['SL-17'],
  level: 'should',
  needs: [],
  defects: ['slot-malformed-date-ignored', 'slot-malformed-date-500'],
  async run(run) {
    await run.slots(slotPairs(await run.scope()));
    const { status, failure, exchange } = await malformedDate(run);
    if (status === 400) return kept(1, 'one malformed date looked at');
    return broken({
      subjects: 1,
      message: 'a malformed date is not refused',
      expected: '400',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
