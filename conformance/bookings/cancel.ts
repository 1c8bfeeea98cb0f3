import type { Run } from '../session/session.ts';
import type { Reply } from '../session/response.ts';
import { cancellationBody } from './bodies.ts';
import { lookUp, statusOf } from './look-up.ts';

/** What has become of a cancellation. */
export type Cancellation =
  | { readonly cancelled: true; readonly reply: Reply }
  | { readonly cancelled: false; readonly reply: Reply; readonly why: string };

/** Sends the patient's cancellation of an appointment (CN-3), once. */
export function sendCancellation(
  run: Run,
  id: string,
  bsn: string,
  purpose: string,
  details: Parameters<typeof cancellationBody>[2] = {},
): Promise<Reply> {
  return run.ask({
    purpose,
    method: 'POST',
    path: '/AppointmentResponse',
    body: cancellationBody(id, bsn, details),
  });
}

/** Cancels an appointment, in whichever dialect the XIS takes; where its answer does not tell, it is looked up. */
export async function cancelAppointment(run: Run, id: string, bsn: string): Promise<Cancellation> {
  let reply = await sendCancellation(run, id, bsn, 'cancel the appointment');
  if (reply.status === 400 || reply.status === 422) {
    reply = await sendCancellation(run, id, bsn, 'cancel the appointment, in the dialect of R4', { dialect: 'r4' });
  }
  // What is left behind matters more than what was answered: it is looked up in any case.
  const status = statusOf(await lookUp(run, id));
  if (status === 'cancelled' || (status === undefined && isTaken(reply))) return { cancelled: true, reply };
  const answer = reply.failure?.text ?? `the cancellation was answered with ${reply.status}`;
  return { cancelled: false, reply, why: `${answer}; its status is ${status ?? 'not known'}` };
}

/** Whether a cancellation was taken, by what was answered to it. */
export function isTaken({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}
