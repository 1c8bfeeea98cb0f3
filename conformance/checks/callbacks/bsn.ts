import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackBsn: XisCheck = {
  id: 'callbacks/bsn',
  title: "The answer tells the patient's BSN",
  requirements: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  defects: ['callback-without-bsn'],
  books: ['main', 'approved', 'declined'],
  run(run) {
    const expected = 'an identifier http://fhir.nl/fhir/NamingSystem/bsn of the test patient';
    return eachAnswer(run, expected, ({ bsn }) =>
      bsn === run.options.patient?.bsn
        ? undefined
        : { actual: bsn === undefined ? 'none' : 'another BSN', path: 'actor' },
    );
  },
};
