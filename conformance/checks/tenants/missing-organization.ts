import { at } from '../../read/json.ts';
import { broken, kept } from '../support/finding.ts';
import { withoutOrganization } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const missingOrganization: XisCheck = {
  id: 'tenants/missing-organization',
  title: 'A request that names no organization is refused',
  requirements: ['TR-2'],
  level: 'advisory',
  needs: [],
  defects: ['organization-missing-served'],
  async run(run) {
    await run.types();
    const { status, body, exchange } = await withoutOrganization(run);
    if (status !== 200 || at(body, 'resourceType') === 'OperationOutcome') {
      return kept(1, `one request without the header looked at: ${status}`);
    }
    return broken({
      subjects: 1,
      message: 'a request without X-Organization-Identifier is served',
      expected: '400',
      actual: `${status}`,
      exchanges: [exchange],
    });
  },
};
