import { at, describeValue } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const capabilityStatement: XisCheck = {
  id: 'transport/capability-statement',
  title: 'GET /metadata answers a CapabilityStatement',
  clauses: ['TR-9'],
  level: 'should',
  needs: [],
  catches: ['no-capability-statement'],
  async run(session) {
    const { status, body, failure } = await session.sendCached({ purpose: 'ask what the server can do', path: '/metadata' });
    if (status === 200 && at(body, 'resourceType') === 'CapabilityStatement') {
      return satisfied(1, 'one CapabilityStatement looked at');
    }
    return violated({
      subjects: 1,
      message: 'there is no CapabilityStatement',
      expected: '200 and a CapabilityStatement',
      actual: failure?.text ?? `${status} and ${describeValue(body)}`,
    });
  },
};
