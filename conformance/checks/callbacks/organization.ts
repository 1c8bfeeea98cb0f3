import { describeValue } from '../../read/json.ts';
import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackOrganization: XisCheck = {
  id: 'callbacks/organization',
  title: 'The answer names the organization in X-Organization-Identifier',
  clauses: ['CB-3', 'TR-2'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-without-organization'],
  books: ['main', 'approved', 'declined'],
  run(session) {
    const { organization } = session.options;
    const token = `http://fhir.nl/fhir/NamingSystem/agb-z|${organization}`;
    return eachAnswer(session, token, ({ headers }) => {
      const value = headers['x-organization-identifier']?.trim();
      // A code without its system is understood as well.
      if (value === token || value === organization) return undefined;
      return { actual: describeValue(value), path: 'X-Organization-Identifier' };
    });
  },
};
