import { isFreeNow } from '../../bookings/slot-choice.ts';
import { mainBooking } from '../support/booking/main.ts';
import { INCOMPLETE, spoiled } from '../support/booking/spoiled.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationMissingParts: XisCheck = {
  id: 'creation/missing-parts',
  title: 'A booking that is no Appointment, or lacks a part, is refused with 400 or 422, and leaves no trace',
  clauses: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-invalid-accepted'],
  books: ['main', 'missing-parts'],
  async run(session) {
    await mainBooking(session);
    let slot: Parameters<typeof isFreeNow>[1] | undefined;
    for (const kind of INCOMPLETE) {
      const attempt = await spoiled(session, kind);
      slot = attempt.slot;
      const { response } = attempt;
      if (response.status === 400 || response.status === 422) continue;
      return violated({
        subjects: INCOMPLETE.length,
        message: `a booking is not refused that has ${attempt.what}`,
        expected: '400 or 422',
        actual: response.failure?.text ?? `${response.status}`,
        exchanges: [response.exchangeId],
      });
    }
    const isFree = slot === undefined ? undefined : await isFreeNow(session, slot).catch(() => undefined);
    if (isFree !== false) return satisfied(INCOMPLETE.length, `${INCOMPLETE.length} bodies looked at`);
    return violated({
      subjects: INCOMPLETE.length,
      message: 'after bookings that were refused their slot is taken',
      expected: 'the slot, free',
      actual: 'no such free slot',
    });
  },
};
