import { at } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const appointmentApart: XisCheck = {
  id: 'tenants/appointment-apart',
  title: 'Another organization cannot read an appointment of this one',
  clauses: ['TR-6'],
  level: 'must',
  needs: ['booking', 'patient-bsn', 'other-organization'],
  catches: ['appointment-read-across'],
  books: ['main'],
  async run(session) {
    const { looked, across } = await mainFacts(session);
    if (!across || looked?.appointment === undefined) blockCheck('this organization cannot read the appointment either');
    // Ids are given out by each organization: the other may have an appointment of its own under this one.
    const isOurs = at(across.appointment, 'start') === at(looked.appointment, 'start');
    const { read, search } = across;
    if (across.appointment === undefined || !isOurs) {
      return satisfied(1, `one appointment looked at: ${read.status} when it is read, ${search.status} when it is searched`);
    }
    return violated({
      subjects: 1,
      message: `an appointment of this organization is shown to ${session.options.otherOrganization}`,
      expected: '404 or 403, and nothing found',
      actual: '200 and the Appointment',
      exchanges: [read.exchangeId, search.exchangeId],
    });
  },
};
