import type { ResolvedCheckOptions } from '../options.ts';
import { blockCheck, requireEvidence } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';
import type { BookingAttempt, CreatedAppointment, BookingIntent } from './booking.ts';
import { type Cancellation, cancelAppointment } from './cancel.ts';
import { isSuccess } from './created.ts';
import { ignoreAbort } from './lasting.ts';
import { createOpenBookings } from './open-bookings.ts';
import { buildRequest, bookingRequest } from './prepare.ts';
import type { RunRecord } from './run-file.ts';
import { resolveOutcome } from './settle.ts';

/** Makes the appointments of a run, and knows what is still to be cancelled. */
export interface Booker {
  /** Keys of the slots that have been asked for in this run. */
  readonly used: ReadonlySet<string>;
  /** What was made as published, and answered as made: the first one first. */
  readonly created: readonly CreatedAppointment[];
  /**
   * Sends one request, or several at the same instant. Each is written down before, and what it came to after.
   * @throws Blocked when it may not
   */
  book(session: Session, wishes: readonly BookingIntent[]): Promise<readonly BookingAttempt[]>;
  cancel(run: Session, booking: CreatedAppointment): Promise<Cancellation>;
  /** Cancels whatever is not. */
  cancelAll(run: Session): Promise<void>;
}

/** The booker of a run; what it has made is cancelled when the run ends. */
export function bookerOf(session: Session): Promise<Booker> {
  return session.shared('booker', async (session) => {
    const { baseUrl, organization, system } = session.options;
    await write(session.options, { record: 'run', baseUrl, organization, at: new Date(system.now()).toISOString() });
    const booker = createBooker(session);
    session.onTeardown((session) => booker.cancelAll(ignoreAbort(session)));
    return booker;
  });
}

/** @throws Blocked when it cannot be written: then nothing may be booked */
async function write({ runFile }: ResolvedCheckOptions, record: RunRecord): Promise<void> {
  try {
    await runFile.append(record);
  } catch (error) {
    blockCheck(`the run file cannot be written: ${error instanceof Error ? error.message : 'no reason was given'}`);
  }
}

function createBooker({ options, bookings, redact }: Session): Booker {
  const { patient, maxBookings, system, signal } = options;
  const open = createOpenBookings(bookings, { now: () => system.now(), redact });
  const used = new Set<string>();
  const created: CreatedAppointment[] = [];
  let asked = 0;
  let made = 0;

  /** Writes down what a request came to, before anybody asserts on it. */
  const writeDown = async (session: Session, booking: CreatedAppointment, { body, rawBody }: BookingIntent): Promise<BookingAttempt> => {
    const { key, response } = booking;
    const attempt = { request: booking.request, response };
    const settled = await resolveOutcome(session, booking.request, booking.slot, response);
    if (settled === 'not-made') {
      await write(options, { record: 'refused', key, status: response.status });
      return attempt;
    }
    made++;
    const id = settled === 'unknown' ? undefined : settled.id;
    if (id === undefined) {
      const answer = response.failure?.text ?? `status ${response.status}`;
      const why = `it may have been made, under an id that is not known (${answer}): look it up in the XIS`;
      open.add(booking, why);
      await write(options, { record: 'unknown', key, why });
    } else {
      open.add({ ...booking, id }, 'the run ended before it was cancelled');
      await write(options, { record: 'made', key, appointment: id });
    }
    if (!isSuccess(response)) return attempt;
    const own = { ...booking, id };
    if (!body && !rawBody) created.push(own);
    return { ...attempt, created: own };
  };

  /** Looks once more whether one whose answer was lost was made at all. */
  const settleAgain = async (session: Session, { key, request: wish, slot, response }: CreatedAppointment): Promise<void> => {
    if ((await resolveOutcome(session, wish, slot, response)) !== 'not-made') return;
    open.close(key);
    await write(options, { record: 'refused', key, status: response.status });
  };

  const booker: Booker = {
    used,
    created,
    async book(session, wishes) {
      if (patient?.bsn === undefined) blockCheck('needs --patient-bsn: without it nothing could be cancelled');
      if (signal.aborted) blockCheck('the run was ended before it');
      const stopped = session.stopReason();
      if (stopped !== undefined) blockCheck(stopped);
      if (made + wishes.length > maxBookings) blockCheck(`--max-bookings ${maxBookings} allows no more bookings`);
      const prepared = wishes.map((wish) => ({ wish, key: `b${++asked}`, request: buildRequest(wish, patient, options) }));
      for (const { wish, key, request: one } of prepared) {
        used.add(wish.slot.slot.key);
        const { id, start, end, type, practitioner } = one;
        await write(options, {
          record: 'asked',
          key,
          at: new Date(system.now()).toISOString(),
          id,
          start,
          end,
          practitioner: redact(practitioner.reference),
          type: redact(`${type.system}|${type.code}`),
        });
      }
      const requests = prepared.map(({ wish, request: one }) => bookingRequest(wish, one));
      const responses = await session.sendConcurrently(requests);
      const settled: PromiseSettledResult<BookingAttempt>[] = [];
      for (const [index, response] of responses.entries()) {
        const one = prepared[index];
        if (!one) continue;
        const { wish, ...rest } = one;
        // One that cannot be written down does not keep the others from being known.
        settled.push(
          ...(await Promise.allSettled([writeDown(session, { ...rest, slot: wish.slot, id: undefined, response }, wish)])),
        );
      }
      return settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        requireEvidence(one.value.response);
        return one.value;
      });
    },
    async cancel(session, booking) {
      const bsn = patient?.bsn;
      if (booking.id === undefined || bsn === undefined) blockCheck('the id of the appointment is not known');
      const cancellation = await cancelAppointment(session, booking.id, bsn);
      if (cancellation.cancelled && open.has(booking.key)) {
        open.close(booking.key, { cancelled: true });
        await write(options, { record: 'cancelled', key: booking.key });
      }
      return cancellation;
    },
    async cancelAll(session) {
      for (const booking of open.list()) {
        try {
          if (booking.id === undefined) await settleAgain(session, booking);
          else {
            const cancellation = await booker.cancel(session, booking);
            if (!cancellation.cancelled) open.close(booking.key, { why: redact(cancellation.why) });
          }
        } catch (error) {
          // One that cannot be cancelled does not keep the others.
          open.close(booking.key, { why: redact(error instanceof Error ? error.message : 'it could not be cancelled') });
        }
      }
    },
  };
  return booker;
}
