import { at, found } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const capabilityStatement: XisCheck = {
  id: 'transport/capability-statement',
  title: 'GET /metadata answers a CapabilityStatement',
  requirements: ['TR-9'],
  level: 'should',
  needs: [],
  defects: ['no-capability-statement'],
  async run(run) {
    const { status, body, failure } = await run.askOnce({ purpose: 'ask what the server can do', path: '/metadata' });
    if (status === 200 && at(body, 'resourceType') === 'CapabilityStatement') {
      return kept(1, 'one CapabilityStatement looked at');
    }
    return broken({
      subjects: 1,
      message: 'there is no CapabilityStatement',
      expected: '200 and a CapabilityStatement',
      actual: failure?.text ?? `${status} and ${found(body)}`,
    });
  },
};
