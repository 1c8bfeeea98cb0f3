import { locationId } from '../../bookings/created.ts';
import { block } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocationReadable: XisCheck = {
  id: 'creation/location-readable',
  title: 'The id in Location leads to the appointment, by reading it or by a search',
  requirements: ['AP-6', 'CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-location-unreadable'],
  books: ['main'],
  async run(run) {
    const { booking, looked } = await mainFacts(run);
    if (locationId(booking.reply) === undefined || !looked) block('the answer has no Location');
    if (looked.wasRead || looked.wasFound) return kept(1, 'one Location followed');
    return broken({
      subjects: 1,
      message: 'the appointment is not there under the id that Location gave it',
      expected: 'the Appointment',
      actual: `${looked.read.status} when it is read, ${looked.search.status} and nothing when it is searched`,
      exchanges: [booking.reply.exchange, looked.read.exchange, looked.search.exchange],
    });
  },
};
