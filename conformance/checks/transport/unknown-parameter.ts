import { entriesOf } from '../../read/bundle.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { withUnknownParameter } from '../support/unknown-parameter.ts';
import type { XisCheck } from '../xis-check.ts';

export const unknownParameter: XisCheck = {
  id: 'transport/unknown-parameter',
  title: 'A search parameter that is not known is passed over',
  requirements: ['TR-8'],
  level: 'should',
  needs: [],
  defects: ['unknown-parameter-refused'],
  async run(run) {
    await run.fourWeeks();
    const query = await withUnknownParameter(run);
    const reply = await run.askOnce({ purpose: 'search slots by a parameter that nobody knows', path: '/Slot', query });
    if (reply.status === 200 && entriesOf(reply.body)) return kept(1, 'one unknown parameter looked at');
    return broken({
      subjects: 1,
      message: 'an unknown parameter is refused',
      expected: '200 and a Bundle, as without the parameter',
      actual: answered(reply),
      exchanges: [reply.exchange],
    });
  },
};
