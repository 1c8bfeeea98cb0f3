import { block } from '../../session/block-check.ts';
import { errorsAboutPatient } from '../support/booking/errors.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const errorBsn: XisCheck = {
  id: 'errors/bsn',
  title: "Errors do not show the patient's BSN",
  requirements: ['TR-7'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  defects: ['error-shows-bsn'],
  books: ['main', 'taken', 'conflict', 'unknown-slot'],
  async run(run) {
    const bsn = run.options.patient?.bsn ?? block('needs --patient-bsn');
    const errors = await errorsAboutPatient(run);
    const shows = errors.find(({ text }) => text.includes(bsn));
    if (!shows) return kept(errors.length, `${errors.length} errors looked at`);
    return broken({
      subjects: errors.length,
      message: `an error (${shows.status}) repeats the BSN that it was sent`,
      expected: 'no BSN',
      actual: 'the BSN of the test patient',
      exchanges: [shows.exchange],
    });
  },
};
