import { locationId } from '../../bookings/created.ts';
import { describeValue } from '../../read/json.ts';
import { mainBooking } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocation: XisCheck = {
  id: 'creation/location',
  title: 'The answer to a booking has a Location that names the appointment',
  clauses: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-without-location'],
  books: ['main'],
  async run(session) {
    const { response } = await mainBooking(session);
    if (locationId(response) !== undefined) return satisfied(1, 'one Location looked at');
    return violated({
      subjects: 1,
      message: 'the answer to a booking does not tell where the appointment is',
      expected: 'Appointment/{id}, relative or absolute',
      actual: describeValue(response.headers.get('location') ?? undefined),
      path: 'Location',
      exchanges: [response.exchangeId],
    });
  },
};
