import { bookerOf } from '../../../bookings/booker.ts';
import type { Booking } from '../../../bookings/booking.ts';
import { practitionerIn } from '../../../bookings/created.ts';
import { lookUp } from '../../../bookings/look-up.ts';
import { APPROVAL_TYPES } from '../../../bookings/plan.ts';
import { type Coding, isSame } from '../../../read/coding.ts';
import { Blocked, block } from '../../../session/block-check.ts';
import type { Run } from '../../../session/session.ts';
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
export async function bookForApproval(run: Run): Promise<{ readonly booking: Booking; readonly type: Coding }> {
  const purpose = 'book an appointment that is to be approved';
  let why = 'no appointment type was found whose bookings wait for approval: name one with --approval-type';
  for (const type of await candidates(run)) {
    const { booking } = await bookOne(run, purpose, type).catch((error: unknown) => {
      if (error instanceof Blocked) why = error.message;
      return { booking: undefined };
    });
    if (!booking) continue;
    if (isPending(await appointmentOf(run, booking))) return { booking, type };
    await (await bookerOf(run)).cancel(run, booking);
  }
  return block(why);
}

/** As the answer has it or, without a body, as it is read. */
async function appointmentOf(run: Run, { id, reply }: Booking): Promise<unknown> {
  if (reply.bytes > 0 || id === undefined) return reply.body;
  return (await lookUp(run, id)).appointment;
}

async function candidates(run: Run): Promise<readonly Coding[]> {
  const offered = (await run.types().catch(() => [])).filter(({ system }) => system !== '');
  const wanted = run.options.approvalType;
  if (wanted !== undefined) {
    const bar = wanted.lastIndexOf('|');
    if (bar > 0) return [{ system: wanted.slice(0, bar), code: wanted.slice(bar + 1) }];
    const named = offered.filter(({ code }) => code === wanted);
    return named.length > 0 ? named : block(`the XIS offers no appointment type '${wanted}'`);
  }
  const main = await run.type();
  const { body } = await mainBody(run);
  const others = offered.filter((type) => !isSame(type, main)).slice(0, APPROVAL_TYPES);
  return isPending(body) ? [main] : others;
}
