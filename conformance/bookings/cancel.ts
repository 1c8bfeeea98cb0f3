import type { Session } from '../session/session.ts';
import type { XisResponse } from '../session/response.ts';
import { cancellationBody } from './bodies.ts';
import { lookUp, statusOf } from './look-up.ts';

/** What has become of a cancellation. */
export type Cancellation =
  | { readonly cancelled: true; readonly response: XisResponse }
  | { readonly cancelled: false; readonly response: XisResponse; readonly why: string };

/** Sends the patient's cancellation of an appointment (CN-3), once. */
export function sendCancellation(
  session: Session,
  id: string,
  bsn: string,
  purpose: string,
  details: Parameters<typeof cancellationBody>[2] = {},
): Promise<XisResponse> {
  return session.send({
    purpose,
    method: 'POST',
    path: '/AppointmentResponse',
    body: cancellationBody(id, bsn, details),
  });
}

/** Cancels an appointment, in whichever dialect the XIS takes; where its answer does not tell, it is looked up. */
export async function cancelAppointment(session: Session, id: string, bsn: string): Promise<Cancellation> {
  let response = await sendCancellation(session, id, bsn, 'cancel the appointment');
  if (response.status === 400 || response.status === 422) {
    response = await sendCancellation(session, id, bsn, 'cancel the appointment, in the dialect of R4', { dialect: 'r4' });
  }
  // What is left behind matters more than what was answered: it is looked up in any case.
  const status = statusOf(await lookUp(session, id));
  if (status === 'cancelled' || (status === undefined && isTaken(response))) return { cancelled: true, response };
  const answer = response.failure?.text ?? `the cancellation was answered with ${response.status}`;
  return { cancelled: false, response, why: `${answer}; its status is ${status ?? 'not known'}` };
}

/** Whether a cancellation was taken, by what was answered to it. */
export function isTaken({ status }: XisResponse): boolean {
  return status >= 200 && status < 300;
}
