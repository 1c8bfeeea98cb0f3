import { entriesOf } from '../../read/bundle.ts';
import { found } from '../../read/json.ts';
import { block } from '../../run/blocked.ts';
import { mainFacts } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationSearch: XisCheck = {
  id: 'cancellation/search',
  title: 'An appointment is found by a search for its id, in a Bundle',
  requirements: ['CN-1'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-search-empty'],
  books: ['main'],
  async run(run) {
    const { looked } = await mainFacts(run);
    if (looked?.wasFound) return kept(1, 'one appointment found');
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
