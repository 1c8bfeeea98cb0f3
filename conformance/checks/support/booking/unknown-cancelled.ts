import { sendCancellation } from '../../../bookings/cancel.ts';
import { block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
import type { Reply } from '../../../session/response.ts';
import { NO_ID } from '../made-up.ts';

/** The answer to the cancellation of an appointment that there is not (CN-4). */
export function unknownCancelled(run: Run): Promise<Reply> {
  return run.shared('unknown cancelled', (own) => {
    const bsn = own.options.patient?.bsn ?? block('needs --patient-bsn');
    return sendCancellation(own, NO_ID, bsn, 'cancel an appointment that does not exist');
  });
}
