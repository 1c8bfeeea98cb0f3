import { bookerOf } from '../../../bookings/booker.ts';
import type { CreatedAppointment } from '../../../bookings/booking.ts';
import { at } from '../../../read/json.ts';
import type { Session } from '../../../session/session.ts';
import type { Finding } from '../../check.ts';
import { violated, satisfied } from '../finding.ts';
import { mainBody } from './main.ts';

/** What is wrong with an answer to a booking. */
export interface Wrong {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  readonly path: string;
}

/**
 * Looks at every appointment that was made as published in this run, as its answer has it: what is right with the first
 * may be wrong with the next.
 * @param look what is wrong with one; undefined when nothing is
 * @throws Blocked when the main booking's answer has no Appointment
 */
export async function eachCreated(
  session: Session,
  look: (booking: CreatedAppointment, body: unknown) => Wrong | undefined,
  dialectOf: (body: unknown) => 'published' | 'r4' | undefined = () => undefined,
): Promise<Finding> {
  const main = await mainBody(session);
  const others = (await bookerOf(session)).created
    .filter(({ key, response }) => key !== main.booking.key && at(response.body, 'resourceType') === 'Appointment')
    .map((booking) => ({ booking, body: booking.response.body }));
  const all = [main, ...others];
  for (const { booking, body } of all) {
    const wrong = look(booking, body);
    if (wrong) return violated({ subjects: all.length, ...wrong, exchanges: [booking.response.exchangeId] });
  }
  return satisfied(all.length, `${all.length} answers to bookings looked at`, dialectOf(main.body));
}
