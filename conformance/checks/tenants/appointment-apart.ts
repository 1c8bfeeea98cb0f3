import { at } from '../../read/json.ts';
import { block } from '../../run/blocked.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const appointmentApart: XisCheck = {
  id: 'tenants/appointment-apart',
  title: 'Another organization cannot read an appointment of this one',
  requirements: ['TR-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'other-organization'],
  defects: ['appointment-read-across'],
  books: ['main'],
  async run(run) {
    const { booking, looked, across } = await mainFacts(run);
    if (!across || !looked?.wasRead) block('this organization cannot read the appointment either');
    const { body } = across;
    const isOurs =
      across.status === 200 &&
      at(body, 'resourceType') === 'Appointment' &&
      // Ids are given out by each organization: the other may have an appointment of its own under this one.
      at(body, 'start') === at(looked.appointment, 'start') &&
      at(body, 'id') === booking.id;
    if (!isOurs) return kept(1, `one appointment looked at: ${across.status}`);
    return broken({
      subjects: 1,
      message: `an appointment of this organization is shown to ${run.options.otherOrganization}`,
      expected: '404 or 403',
      actual: '200 and the Appointment',
      exchanges: [across.exchange],
    });
  },
};
