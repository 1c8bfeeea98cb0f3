import { at } from '../../read/json.ts';
import { violated, satisfied } from '../support/finding.ts';
import { withoutOrganization } from '../support/refused.ts';
import type { XisCheck } from '../xis-check.ts';

export const missingOrganization: XisCheck = {
  id: 'tenants/missing-organization',
  title: 'A request that names no organization is refused',
  clauses: ['TR-2'],
  level: 'advisory',
  needs: [],
  catches: ['organization-missing-served'],
  async run(session) {
    await session.appointmentTypes();
    const { status, body, exchangeId } = await withoutOrganization(session);
    if (status !== 200 || at(body, 'resourceType') === 'OperationOutcome') {
      return satisfied(1, `one request without the header looked at: ${status}`);
    }
    return violated({
      subjects: 1,
      message: 'a request without X-Organization-Identifier is served',
      expected: '400',
      actual: `${status}`,
      exchanges: [exchangeId],
    });
  },
};
