import { practitionerIn } from '../../bookings/created.ts';
import { found } from '../../read/json.ts';
import { mainBody } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

/** AP-4: without an approval workflow, and with one. */
const STATUSES = ['accepted', 'needs-action'];

export const creationPractitioner: XisCheck = {
  id: 'creation/practitioner',
  title: 'The practitioner takes part, and has accepted or still has to',
  requirements: ['AP-4'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-without-practitioner'],
  books: ['main'],
  async run(run) {
    const { booking, body } = await mainBody(run);
    const practitioner = practitionerIn(body);
    if (practitioner && STATUSES.includes(practitioner.status ?? '')) {
      return kept(1, `one participant looked at: ${practitioner.status}`, practitioner.dialect);
    }
    return broken({
      subjects: 1,
      message: practitioner ? "the practitioner's status is another" : 'the practitioner does not take part',
      expected: 'a participant for the practitioner with status accepted or needs-action',
      actual: practitioner ? found(practitioner.status) : 'none',
      path: 'participant',
      exchanges: [booking.reply.exchange],
    });
  },
};
