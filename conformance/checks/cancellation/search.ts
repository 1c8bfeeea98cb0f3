import { type LookedUp, lookUp } from '../../bookings/look-up.ts';
import { entriesOf } from '../../read/bundle.ts';
import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import type { Run } from '../../session/session.ts';
import type { Finding } from '../check.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import { NO_ID } from '../support/made-up.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationSearch: XisCheck = {
  id: 'cancellation/search',
  title: 'An appointment, and no other, is found by a search for its id, in a Bundle',
  requirements: ['CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-search-empty', 'appointment-search-all'],
  books: ['main'],
  async run(run) {
    const { looked } = await mainFacts(run);
    if (looked?.wasFound) return looked.others.length > 0 ? withOthers(looked) : nothingElse(run);
    if (!looked?.wasRead) block('the appointment that was made cannot be read either');
    const { search } = looked;
    const entries = search.status === 200 ? entriesOf(search.body) : undefined;
    return broken({
      subjects: 1,
      message: 'an appointment that can be read is not found by a search for its id',
      expected: 'a Bundle with the Appointment',
      actual:
        search.failure?.text ?? `${search.status} and ${entries ? `${entries.length} entries` : found(search.body)}`,
      exchanges: [search.exchange, looked.read.exchange],
    });
  },
};

function withOthers({ search, others }: LookedUp): Finding {
  return broken({
    subjects: 1 + others.length,
    message: 'a search for the id of an appointment finds others as well',
    expected: 'that appointment alone',
    actual: `${others.length} others`,
    exchanges: [search.exchange],
  });
}

/** Where there is only one appointment, a search that ignores the id is seen by an id that none has. */
async function nothingElse(run: Run): Promise<Finding> {
  const { search, others } = await run.shared('search for nothing', (own) => lookUp(own, NO_ID));
  if (others.length === 0) return kept(2, 'one appointment found by its id, and none by an id that none has');
  return broken({
    subjects: others.length,
    message: 'a search for an id that no appointment has finds some',
    expected: 'no appointments',
    actual: `${others.length}`,
    exchanges: [search.exchange],
  });
}
