import { locationId } from '../../bookings/created.ts';
import { at, found, textOf } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { eachCreated } from '../support/booking/each-created.ts';
import { mainBooking } from '../support/booking/main.ts';
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
    if (locationId((await mainBooking(run)).reply) === undefined) block('the answer has no Location');
    return eachCreated(run, ({ reply }, body) => {
      const id = locationId(reply);
      const other = textOf(at(body, 'id'));
      if (id === undefined || other === id) return undefined;
      return { message: 'Location and body name different ids', expected: found(id), actual: found(other), path: 'id' };
    });
  },
};
