import { entriesOf } from '../../read/bundle.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { withUnknownParameter } from '../support/unknown-parameter.ts';
import type { XisCheck } from '../xis-check.ts';

export const unknownParameter: XisCheck = {
  id: 'transport/unknown-parameter',
  title: 'A search parameter that is not known is passed over',
  clauses: ['TR-8'],
  level: 'should',
  needs: [],
  catches: ['unknown-parameter-refused'],
  async run(session) {
    await session.freeSlots();
    const query = await withUnknownParameter(session);
    const response = await session.sendCached({ purpose: 'search slots by a parameter that nobody knows', path: '/Slot', query });
    if (response.status === 200 && entriesOf(response.body)) return satisfied(1, 'one unknown parameter looked at');
    return violated({
      subjects: 1,
      message: 'an unknown parameter is refused',
      expected: '200 and a Bundle, as without the parameter',
      actual: answered(response),
      exchanges: [response.exchangeId],
    });
  },
};
