import { sendCancellation } from '../../../bookings/cancel.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import type { XisResponse } from '../../../session/response.ts';
import { idOf, mainCancelled } from './main.ts';
import { unknownSlotAttempt } from './no-slot.ts';
import { conflictAttempt } from './taken.ts';
import { unknownCancelled } from './unknown-cancelled.ts';

/** Answers that are errors, of requests that had the patient's BSN in them. @throws Blocked when nothing was refused */
export async function errorsAboutPatient(session: Session): Promise<readonly XisResponse[]> {
  const responses = [
    await session.shared('cancelled wrongly', async (session) => {
      const { booking } = await mainCancelled(session);
      const bsn = session.options.patient?.bsn ?? blockCheck('needs --patient-bsn');
      // An answer that no patient can give (CN-3), about an appointment that has been cancelled already.
      return sendCancellation(session, idOf(booking), bsn, 'send a cancellation that is none', {
        participantStatus: 'xis-testkit-none',
      });
    }),
    await unknownCancelled(session),
  ];
  const attempts = [await conflictAttempt(session), await unknownSlotAttempt(session)];
  // With a token the BSN is in that, not in the body.
  if (session.options.token === undefined) responses.push(...attempts.map(({ response }) => response));
  const errors = responses.filter(({ status }) => status >= 400);
  return errors.length > 0 ? errors : blockCheck('no request was answered with an error');
}
