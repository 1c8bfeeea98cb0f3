import { bookerOf } from '../../../bookings/booker.ts';
import type { CreatedAppointment } from '../../../bookings/booking.ts';
import { practitionerIn } from '../../../bookings/created.ts';
import { lookUp } from '../../../bookings/look-up.ts';
import { APPROVAL_TYPES } from '../../../bookings/plan.ts';
import { type Coding, isSame } from '../../../read/coding.ts';
import { CheckBlocked, blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import { bookOne } from './book-one.ts';
import { mainBody } from './main.ts';

/** Whether an appointment waits for the practice (AP-4). */
export function isPending(appointment: unknown): boolean {
  return practitionerIn(appointment)?.status === 'needs-action';
}

/**
 * Books a slot of a type that waits for approval: of the user's or else, of the first whose booking does.
 * @throws Blocked when there is none
 */
export async function bookForApproval(session: Session): Promise<{ readonly booking: CreatedAppointment; readonly type: Coding }> {
  const purpose = 'book an appointment that is to be approved';
  let why = 'no appointment type was found whose bookings wait for approval: name one with --approval-type';
  for (const type of await candidates(session)) {
    const { created } = await bookOne(session, purpose, type).catch((error: unknown) => {
      if (error instanceof CheckBlocked) why = error.message;
      return { created: undefined };
    });
    if (!created) continue;
    if (isPending(await appointmentOf(session, created))) return { created, type };
    await (await bookerOf(session)).cancel(session, created);
  }
  return blockCheck(why);
}

/** As the answer has it or, without a body, as it is read. */
async function appointmentOf(session: Session, { id, response }: CreatedAppointment): Promise<unknown> {
  if (response.bytes > 0 || id === undefined) return response.body;
  return (await lookUp(session, id)).appointment;
}

async function candidates(session: Session): Promise<readonly Coding[]> {
  const offered = (await session.appointmentTypes().catch(() => [])).filter(({ system }) => system !== '');
  const wanted = session.options.approvalType;
  if (wanted !== undefined) {
    const bar = wanted.lastIndexOf('|');
    if (bar > 0) return [{ system: wanted.slice(0, bar), code: wanted.slice(bar + 1) }];
    const named = offered.filter(({ code }) => code === wanted);
    return named.length > 0 ? named : blockCheck(`the XIS offers no appointment type '${wanted}'`);
  }
  const main = await session.appointmentType();
  const { body } = await mainBody(session);
  const others = offered.filter((type) => !isSame(type, main)).slice(0, APPROVAL_TYPES);
  return isPending(body) ? [main] : others;
}
