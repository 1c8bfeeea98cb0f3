import { sendCancellation } from '../../../bookings/cancel.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import type { XisResponse } from '../../../session/response.ts';
import { NO_ID } from '../made-up.ts';

/** The answer to the cancellation of an appointment that there is not (CN-4). */
export function unknownCancelled(session: Session): Promise<XisResponse> {
  return session.shared('unknown cancelled', (session) => {
    const bsn = session.options.patient?.bsn ?? blockCheck('needs --patient-bsn');
    return sendCancellation(session, NO_ID, bsn, 'cancel an appointment that does not exist');
  });
}
