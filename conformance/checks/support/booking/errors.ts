import { sendCancellation } from '../../../bookings/cancel.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import type { Reply } from '../../../session/response.ts';
import { idOf, mainCancelled } from './main.ts';
import { unknownSlotAttempt } from './no-slot.ts';
import { conflictAttempt } from './taken.ts';
import { unknownCancelled } from './unknown-cancelled.ts';

/** Answers that are errors, of requests that had the patient's BSN in them. @throws Blocked when nothing was refused */
export async function errorsAboutPatient(run: Run): Promise<readonly Reply[]> {
  const replies = [
    await run.shared('cancelled wrongly', async (own) => {
      const { booking } = await mainCancelled(own);
      const bsn = own.options.patient?.bsn ?? block('needs --patient-bsn');
      // An answer that no patient can give (CN-3), about an appointment that has been cancelled already.
      return sendCancellation(own, idOf(booking), bsn, 'send a cancellation that is none', {
        participantStatus: 'xis-testkit-none',
      });
    }),
    await unknownCancelled(run),
  ];
  const attempts = [await conflictAttempt(run), await unknownSlotAttempt(run)];
  // With a token the BSN is in that, not in the body.
  if (run.options.token === undefined) replies.push(...attempts.map(({ reply }) => reply));
  const errors = replies.filter(({ status }) => status >= 400);
  return errors.length > 0 ? errors : block('no request was answered with an error');
}
