import { block } from '../../session/block-check.ts';
import { raceAttempts } from '../support/booking/race.ts';
import { conflictAttempt } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationRace: XisCheck = {
  id: 'creation/race',
  title: 'Of several who want one slot at the same time exactly one gets 201, the others 409',
  requirements: ['AP-8'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-race', 'appointment-race-500'],
  books: ['taken', 'conflict', 'race'],
  async run(run) {
    const { reply: second } = await conflictAttempt(run);
    if (second.status !== 409) block(`one after another they do not get 409 either, but ${second.status}`);
    const attempts = await raceAttempts(run);
    const statuses = attempts.map(({ reply }) => reply.status);
    const counts = new Map<number, number>();
    for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    const made = attempts.filter(({ booking }) => booking).length;
    const seen = [...counts].map(([status, count]) => `${count} × ${status === 0 ? 'no answer' : status}`).join(', ');
    if (counts.get(409) === attempts.length) block('somebody else took the slot meanwhile');
    if (made === 1 && counts.get(409) === attempts.length - 1) {
      return kept(attempts.length, `${attempts.length} bookings at the same time: ${seen}`);
    }
    return broken({
      subjects: attempts.length,
      message: `${attempts.length} bookings of one slot at the same time`,
      expected: `1 × 201, ${attempts.length - 1} × 409`,
      actual: seen,
      exchanges: attempts.map(({ reply }) => reply.exchange),
    });
  },
};
