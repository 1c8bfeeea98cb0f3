import { blockCheck } from '../../session/block-check.ts';
import { freeSlotQuery } from '../../session/choose-type.ts';
import { violated, satisfied } from '../support/finding.ts';
import { withUnknownParameter } from '../support/unknown-parameter.ts';
import type { XisCheck } from '../xis-check.ts';

const STRICT = { Prefer: 'handling=strict' };

export const strictHandling: XisCheck = {
  id: 'transport/strict',
  title: 'With Prefer: handling=strict an unknown search parameter is answered with 400',
  clauses: ['TR-8'],
  level: 'should',
  needs: [],
  catches: ['strict-ignored'],
  async run(session) {
    const known = freeSlotQuery(session, await session.appointmentType());
    const control = await session.send({ purpose: 'search slots strictly', path: '/Slot', query: known, headers: STRICT });
    if (control.status !== 200) blockCheck(`a strict search by known parameters was answered with ${control.status}`);
    const query = await withUnknownParameter(session);
    const purpose = 'search slots strictly by a parameter that nobody knows';
    const { status, failure, exchangeId } = await session.send({ purpose, path: '/Slot', query, headers: STRICT });
    if (status === 400) return satisfied(1, 'one strict search looked at');
    return violated({
      subjects: 1,
      message: 'strict handling is ignored',
      expected: '400',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
