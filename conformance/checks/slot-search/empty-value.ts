import { slotQuery } from '../../session/slot-query.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const searchEmptyValue: XisCheck = {
  id: 'slot-search/empty-value',
  title: 'A parameter without a value is answered with 400',
  clauses: ['SL-17'],
  level: 'should',
  needs: [],
  catches: ['slot-empty-value-ignored'],
  async run(session) {
    const scope = await session.searchRange();
    await session.searchSlots(slotQuery({ ...scope, status: 'free' }));
    const query = slotQuery({ ...scope, status: '' });
    const { status, failure } = await session.send({ purpose: 'search slots by an empty status', path: '/Slot', query });
    if (status === 400) return satisfied(1, 'one empty value looked at');
    return violated({
      subjects: 1,
      message: 'an empty value is not refused',
      expected: '400',
      actual: failure?.text ?? `${status}`,
    });
  },
};
