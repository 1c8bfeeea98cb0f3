import { blockCheck } from '../../session/block-check.ts';
import { raceAttempts } from '../support/booking/race.ts';
import { conflictAttempt } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationRace: XisCheck = {
  id: 'creation/race',
  title: 'Of several who want one slot at the same time exactly one gets 201, the others 409',
  clauses: ['AP-8'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-race', 'appointment-race-500'],
  books: ['taken', 'conflict', 'race'],
  async run(session) {
    const { response } = await conflictAttempt(session);
    if (response.status !== 409) blockCheck(`one after another they do not get 409 either, but ${response.status}`);
    const attempts = await raceAttempts(session);
    const statuses = attempts.map(({ response }) => response.status);
    const counts = new Map<number, number>();
    for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    const made = attempts.filter(({ created }) => created).length;
    const seen = [...counts].map(([status, count]) => `${count} × ${status === 0 ? 'no answer' : status}`).join(', ');
    if (counts.get(409) === attempts.length) blockCheck('somebody else took the slot meanwhile');
    if (made === 1 && counts.get(409) === attempts.length - 1) {
      return satisfied(attempts.length, `${attempts.length} bookings at the same time: ${seen}`);
    }
    return violated({
      subjects: attempts.length,
      message: `${attempts.length} bookings of one slot at the same time`,
      expected: `1 × 201, ${attempts.length - 1} × 409`,
      actual: seen,
      exchanges: attempts.map(({ response }) => response.exchangeId),
    });
  },
};
