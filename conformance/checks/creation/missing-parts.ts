import { isFreeNow } from '../../bookings/slot-choice.ts';
import { mainBooking } from '../support/booking/main.ts';
import { INCOMPLETE, spoiled } from '../support/booking/spoiled.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationMissingParts: XisCheck = {
  id: 'creation/missing-parts',
  title: 'A booking that is no Appointment, or lacks a part, is refused with 400 or 422, and leaves no trace',
  requirements: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-invalid-accepted'],
  books: ['main', 'missing-parts'],
  async run(run) {
    await mainBooking(run);
    let slot: Parameters<typeof isFreeNow>[1] | undefined;
    for (const kind of INCOMPLETE) {
      const attempt = await spoiled(run, kind);
      slot = attempt.slot;
      const { reply } = attempt;
      if (reply.status === 400 || reply.status === 422) continue;
      return broken({
        subjects: INCOMPLETE.length,
        message: `a booking is not refused that has ${attempt.what}`,
        expected: '400 or 422',
        actual: reply.failure?.text ?? `${reply.status}`,
        exchanges: [reply.exchange],
      });
    }
    const isFree = slot === undefined ? undefined : await isFreeNow(run, slot).catch(() => undefined);
    if (isFree !== false) return kept(INCOMPLETE.length, `${INCOMPLETE.length} bodies looked at`);
    return broken({
      subjects: INCOMPLETE.length,
      message: 'after bookings that were refused their slot is taken',
      expected: 'the slot, free',
      actual: 'no such free slot',
    });
  },
};
