import { blockCheck } from '../../session/block-check.ts';
import { errorsAboutPatient } from '../support/booking/errors.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const errorBsn: XisCheck = {
  id: 'errors/bsn',
  title: "Errors do not show the patient's BSN",
  clauses: ['TR-7'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  catches: ['error-shows-bsn'],
  books: ['main', 'taken', 'conflict', 'unknown-slot'],
  async run(session) {
    const bsn = session.options.patient?.bsn ?? blockCheck('needs --patient-bsn');
    const errors = await errorsAboutPatient(session);
    const shows = errors.find(({ text }) => text.includes(bsn));
    if (!shows) return satisfied(errors.length, `${errors.length} errors looked at`);
    return violated({
      subjects: errors.length,
      message: `an error (${shows.status}) repeats the BSN that it was sent`,
      expected: 'no BSN',
      actual: 'the BSN of the test patient',
      exchanges: [shows.exchangeId],
    });
  },
};
