import { eachAnswer } from '../support/booking/each-answer.ts';
import type { XisCheck } from '../xis-check.ts';

export const callbackBsn: XisCheck = {
  id: 'callbacks/bsn',
  title: "The answer tells the patient's BSN",
  clauses: ['CB-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['callback-without-bsn'],
  books: ['main', 'approved', 'declined'],
  run(session) {
    const expected = 'an identifier http://fhir.nl/fhir/NamingSystem/bsn of the test patient';
    return eachAnswer(session, expected, ({ bsn }) =>
      bsn === session.options.patient?.bsn
        ? undefined
        : { actual: bsn === undefined ? 'none' : 'another BSN', path: 'actor' },
    );
  },
};
