import { locationId } from '../../bookings/created.ts';
import { blockCheck } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocationReadable: XisCheck = {
  id: 'creation/location-readable',
  title: 'The id in Location leads to the appointment, by reading it or by a search',
  clauses: ['AP-6', 'CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-location-unreadable'],
  books: ['main'],
  async run(session) {
    const { booking, looked } = await mainFacts(session);
    if (locationId(booking.response) === undefined || !looked) blockCheck('the answer has no Location');
    if (looked.wasRead || looked.wasFound) return satisfied(1, 'one Location followed');
    return violated({
      subjects: 1,
      message: 'the appointment is not there under the id that Location gave it',
      expected: 'the Appointment',
      actual: `${looked.read.status} when it is read, ${looked.search.status} and nothing when it is searched`,
      exchanges: [booking.response.exchangeId, looked.read.exchangeId, looked.search.exchangeId],
    });
  },
};
