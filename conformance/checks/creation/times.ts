import { at, found } from '../../read/json.ts';
import { seenInstant } from '../../read/parsed-instant.ts';
import { eachCreated } from '../support/booking/each-created.ts';
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
    const { timeZone } = run.options;
    return eachCreated(run, ({ asked }, body) => {
      const isMoved = (key: 'start' | 'end'): boolean =>
        seenInstant(at(body, key), timeZone).at !== seenInstant(asked[key], timeZone).at;
      const moved = (['start', 'end'] as const).find(isMoved);
      if (moved === undefined) return undefined;
      const message = `the appointment has another ${moved} than was asked`;
      return { message, expected: asked[moved], actual: found(at(body, moved)), path: moved };
    });
  },
};
