import { at } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
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
    const { looked, across } = await mainFacts(run);
    if (!across || looked?.appointment === undefined) block('this organization cannot read the appointment either');
    // Ids are given out by each organization: the other may have an appointment of its own under this one.
    const isOurs = at(across.appointment, 'start') === at(looked.appointment, 'start');
    const { read, search } = across;
    if (across.appointment === undefined || !isOurs) {
      return kept(1, `one appointment looked at: ${read.status} when it is read, ${search.status} when it is searched`);
    }
    return broken({
      subjects: 1,
      message: `an appointment of this organization is shown to ${run.options.otherOrganization}`,
      expected: '404 or 403, and nothing found',
      actual: '200 and the Appointment',
      exchanges: [read.exchange, search.exchange],
    });
  },
};
