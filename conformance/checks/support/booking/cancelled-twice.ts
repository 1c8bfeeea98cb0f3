import { sendCancellation } from '../../../bookings/cancel.ts';
import { type LookedUp, lookUp } from '../../../bookings/look-up.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import type { Reply } from '../../../session/response.ts';
import { idOf, mainCancelled } from './main.ts';

/** Cancels the main booking a second time. */
export function cancelledTwice(run: Run): Promise<{ readonly reply: Reply; readonly looked: LookedUp }> {
  return run.shared('cancelled twice', async (own) => {
    const { booking } = await mainCancelled(own);
    const bsn = own.options.patient?.bsn ?? block('needs --patient-bsn');
    const reply = await sendCancellation(own, idOf(booking), bsn, 'cancel the appointment a second time');
    return { reply, looked: await lookUp(own, idOf(booking)) };
  });
}
