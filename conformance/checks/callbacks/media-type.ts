import { describeValue } from '../../read/json.ts';
import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackMediaType: XisCheck = {
  id: 'callbacks/media-type',
  title: 'The answer has the media type application/fhir+json',
  clauses: ['TR-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-other-media-type'],
  books: ['main', 'approved', 'declined'],
  run(session) {
    return eachAnswer(session, 'application/fhir+json', ({ headers }) => {
      const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
      return type === 'application/fhir+json' ? undefined : { actual: describeValue(type), path: 'Content-Type' };
    });
  },
};
