import { locationId } from '../../bookings/created.ts';
import { found } from '../../read/json.ts';
import { mainBooking } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocation: XisCheck = {
  id: 'creation/location',
  title: 'The answer to a booking has a Location that names the appointment',
  requirements: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-without-location'],
  books: ['main'],
  async run(run) {
    const { reply } = await mainBooking(run);
    if (locationId(reply) !== undefined) return kept(1, 'one Location looked at');
    return broken({
      subjects: 1,
      message: 'the answer to a booking does not tell where the appointment is',
      expected: 'Appointment/{id}, relative or absolute',
      actual: found(reply.headers.get('location') ?? undefined),
      path: 'Location',
      exchanges: [reply.exchange],
    });
  },
};
