import { sendCancellation } from '../../../bookings/cancel.ts';
import { type AppointmentLookup, lookUp } from '../../../bookings/look-up.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import type { XisResponse } from '../../../session/response.ts';
import { idOf, mainCancelled } from './main.ts';

/** Cancels the main booking a second time. */
export function cancelledTwice(session: Session): Promise<{ readonly response: XisResponse; readonly looked: AppointmentLookup }> {
  return session.shared('cancelled twice', async (session) => {
    const { booking } = await mainCancelled(session);
    const bsn = session.options.patient?.bsn ?? blockCheck('needs --patient-bsn');
    const response = await sendCancellation(session, idOf(booking), bsn, 'cancel the appointment a second time');
    return { response, looked: await lookUp(session, idOf(booking)) };
  });
}
