import { block } from '../../session/block-check.ts';
import { stepTwo } from '../../session/choose-type.ts';
import { broken, kept } from '../support/finding.ts';
import { withUnknownParameter } from '../support/unknown-parameter.ts';
import type { XisCheck } from '../xis-check.ts';

const STRICT = { Prefer: 'handling=strict' };

export const strictHandling: XisCheck = {
  id: 'transport/strict',
  title: 'With Prefer: handling=strict an unknown search parameter is answered with 400',
  requirements: ['TR-8'],
  level: 'should',
  needs: [],
  defects: ['strict-ignored'],
  async run(run) {
    const known = stepTwo(run, await run.type());
    const control = await run.ask({ purpose: 'search slots strictly', path: '/Slot', query: known, headers: STRICT });
    if (control.status !== 200) block(`a strict search by known parameters was answered with ${control.status}`);
    const query = await withUnknownParameter(run);
    const purpose = 'search slots strictly by a parameter that nobody knows';
    const { status, failure, exchange } = await run.ask({ purpose, path: '/Slot', query, headers: STRICT });
    if (status === 400) return kept(1, 'one strict search looked at');
    return broken({
      subjects: 1,
      message: 'strict handling is ignored',
      expected: '400',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
