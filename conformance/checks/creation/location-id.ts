import { locationId } from '../../bookings/created.ts';
import { at, found, textOf } from '../../read/json.ts';
import { block } from '../../run/blocked.ts';
import { mainBody } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocationId: XisCheck = {
  id: 'creation/location-id',
  title: 'Location and body of the answer name the same id',
  requirements: ['AP-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-location-other-id'],
  books: ['main'],
  async run(run) {
    const { booking, body } = await mainBody(run);
    const id = locationId(booking.reply) ?? block('the answer has no Location');
    const other = textOf(at(body, 'id'));
    if (other === id) return kept(1, 'one answer looked at');
    return broken({
      subjects: 1,
      message: 'Location and body name different ids',
      expected: found(id),
      actual: found(other),
      path: 'id',
      exchanges: [booking.reply.exchange],
    });
  },
};
