import { found } from '../../read/json.ts';
import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackOrganization: XisCheck = {
  id: 'callbacks/organization',
  title: 'The answer names the organization in X-Organization-Identifier',
  requirements: ['CB-3', 'TR-2'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-without-organization'],
  books: ['main', 'approved', 'declined'],
  run(run) {
    const { organization } = run.options;
    const token = `http://fhir.nl/fhir/NamingSystem/agb-z|${organization}`;
    return eachAnswer(run, token, ({ headers }) => {
      const value = headers['x-organization-identifier']?.trim();
      // A code without its system is understood as well.
      if (value === token || value === organization) return undefined;
      return { actual: found(value), path: 'X-Organization-Identifier' };
    });
  },
};
