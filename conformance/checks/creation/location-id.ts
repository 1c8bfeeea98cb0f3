import { locationId } from '../../bookings/created.ts';
import { at, describeValue, textOf } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { eachCreated } from '../support/booking/each-created.ts';
import { mainBooking } from '../support/booking/main.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationLocationId: XisCheck = {
  id: 'creation/location-id',
  title: 'Location and body of the answer name the same id',
  clauses: ['AP-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-location-other-id'],
  books: ['main'],
  async run(session) {
    if (locationId((await mainBooking(session)).response) === undefined) blockCheck('the answer has no Location');
    return eachCreated(session, ({ response }, body) => {
      const id = locationId(response);
      const other = textOf(at(body, 'id'));
      if (id === undefined || other === id) return undefined;
      return { message: 'Location and body name different ids', expected: describeValue(id), actual: describeValue(other), path: 'id' };
    });
  },
};
