import { type AppointmentLookup, lookUp } from '../../bookings/look-up.ts';
import { entriesOf } from '../../read/bundle.ts';
import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import type { Session } from '../../session/session.ts';
import type { Finding } from '../check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { violated, satisfied } from '../support/finding.ts';
import { NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationSearch: XisCheck = {
  id: 'cancellation/search',
  title: 'An appointment, and no other, is found by a search for its id, in a Bundle',
  clauses: ['CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-search-empty', 'appointment-search-all'],
  books: ['main'],
  async run(session) {
    const { looked } = await mainFacts(session);
    if (looked?.wasFound) return looked.others.length > 0 ? withOthers(looked) : nothingElse(session);
    if (!looked?.wasRead) blockCheck('the appointment that was made cannot be read either');
    const { search } = looked;
    const entries = search.status === 200 ? entriesOf(search.body) : undefined;
    return violated({
      subjects: 1,
      message: 'an appointment that can be read is not found by a search for its id',
      expected: 'a Bundle with the Appointment',
      actual:
        search.failure?.text ?? `${search.status} and ${entries ? `${entries.length} entries` : describeValue(search.body)}`,
      exchanges: [search.exchangeId, looked.read.exchangeId],
    });
  },
};

function withOthers({ search, others }: AppointmentLookup): Finding {
  return violated({
    subjects: 1 + others.length,
    message: 'a search for the id of an appointment finds others as well',
    expected: 'that appointment alone',
    actual: `${others.length} others`,
    exchanges: [search.exchangeId],
  });
}

/** Where there is only one appointment, a search that ignores the id is seen by an id that none has. */
async function nothingElse(session: Session): Promise<Finding> {
  const { search, others } = await session.shared('search for nothing', (session) => lookUp(session, NO_ID));
  if (others.length === 0) return satisfied(2, 'one appointment found by its id, and none by an id that none has');
  return violated({
    subjects: others.length,
    message: 'a search for an id that no appointment has finds some',
    expected: 'no appointments',
    actual: `${others.length}`,
    exchanges: [search.exchangeId],
  });
}
