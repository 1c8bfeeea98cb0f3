import { slotPairs } from '../../session/slot-query.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchEmptyValue: XisCheck = {
  id: 'slot-search/empty-value',
  title: 'A parameter without a value is answered with 400',
  requirements: ['SL-17'],
  level: 'should',
  needs: [],
  defects: ['slot-empty-value-ignored'],
  async run(run) {
    const scope = await run.scope();
    await run.slots(slotPairs({ ...scope, status: 'free' }));
    const query = slotPairs({ ...scope, status: '' });
    const { status, failure } = await run.ask({ purpose: 'search slots by an empty status', path: '/Slot', query });
    if (status === 400) return kept(1, 'one empty value looked at');
    return broken({
      subjects: 1,
      message: 'an empty value is not refused',
      expected: '400',
      actual: failure?.text ?? `${status}`,
    });
  },
};
