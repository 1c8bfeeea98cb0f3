import { describeValue } from '../../read/json.ts';
import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackOrganizationSystem: XisCheck = {
  id: 'callbacks/organization-system',
  title: 'The answer names the organization as system and code, not by the bare AGB code',
  clauses: ['TR-2'],
  // The page says only "the AGB code" for this way; the code alone is understood.
  level: 'should',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-bare-organization'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    const { organization } = session.options;
    let withoutToken = 0;
    const expected = `http://fhir.nl/fhir/NamingSystem/agb-z|${organization}`;
    const finding = await eachAnswer(session, expected, ({ headers }) => {
      if (headers['authorization'] === undefined) withoutToken++;
      const value = headers['x-organization-identifier']?.trim();
      return value === organization ? { actual: describeValue(value), path: 'X-Organization-Identifier' } : undefined;
    });
    if (finding.outcome !== 'kept' || withoutToken === 0) return finding;
    // TR-4 asks for a token that we have given nobody the credentials for: its absence is told, and not judged.
    return { ...finding, message: `${finding.message}; ${withoutToken} of them without a bearer token (CB-3, TR-4)` };
  },
};
