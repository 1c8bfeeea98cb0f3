import { found } from '../../read/json.ts';
import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackMediaType: XisCheck = {
  id: 'callbacks/media-type',
  title: 'The answer has the media type application/fhir+json',
  requirements: ['TR-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-other-media-type'],
  books: ['main', 'approved', 'declined'],
  run(run) {
    return eachAnswer(run, 'application/fhir+json', ({ headers }) => {
      const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
      return type === 'application/fhir+json' ? undefined : { actual: found(type), path: 'Content-Type' };
    });
  },
};
