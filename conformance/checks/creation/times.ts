import { at, found } from '../../read/json.ts';
import { seenInstant } from '../../read/seen-instant.ts';
import { mainBody } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationTimes: XisCheck = {
  id: 'creation/times',
  title: 'The appointment in the answer begins and ends when it was asked to',
  requirements: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-moves-time'],
  books: ['main'],
  async run(run) {
    const { booking, body } = await mainBody(run);
    const { timeZone } = run.options;
    const isMoved = (key: 'start' | 'end'): boolean =>
      seenInstant(at(body, key), timeZone).at !== seenInstant(booking.asked[key], timeZone).at;
    const moved = (['start', 'end'] as const).find(isMoved);
    if (moved === undefined) return kept(2, 'start and end looked at');
    return broken({
      subjects: 2,
      message: `the appointment has another ${moved} than was asked`,
      expected: booking.asked[moved],
      actual: found(at(body, moved)),
      path: moved,
      exchanges: [booking.reply.exchange],
    });
  },
};
