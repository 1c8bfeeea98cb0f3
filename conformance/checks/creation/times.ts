import { at, describeValue } from '../../read/json.ts';
import { parseInstantLeniently } from '../../read/parsed-instant.ts';
import { eachCreated } from '../support/booking/each-created.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationTimes: XisCheck = {
  id: 'creation/times',
  title: 'The appointment in the answer begins and ends when it was asked to',
  clauses: ['AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-moves-time'],
  books: ['main'],
  async run(session) {
    const { timeZone } = session.options;
    return eachCreated(session, ({ request: asked }, body) => {
      const isMoved = (key: 'start' | 'end'): boolean =>
        parseInstantLeniently(at(body, key), timeZone).at !== parseInstantLeniently(asked[key], timeZone).at;
      const moved = (['start', 'end'] as const).find(isMoved);
      if (moved === undefined) return undefined;
      const message = `the appointment has another ${moved} than was asked`;
      return { message, expected: asked[moved], actual: describeValue(at(body, moved)), path: moved };
    });
  },
};
