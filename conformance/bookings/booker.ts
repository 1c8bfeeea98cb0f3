import type { ResolvedCheckOptions } from '../options.ts';
import { block, evidence } from '../session/block-check.ts';
import type { Run } from '../session/session.ts';
import type { Attempt, Booking, Wish } from './booking.ts';
import { type Cancellation, cancelAppointment } from './cancel.ts';
import { isMade } from './created.ts';
import { lasting } from './lasting.ts';
import { createOpenBookings } from './open-bookings.ts';
import { askedOf, bookingRequest } from './prepare.ts';
import type { RunRecord } from './run-file.ts';
import { settle } from './settle.ts';

/** Makes the appointments of a run, and knows what is still to be cancelled. */
export interface Booker {
  /** Keys of the slots that have been asked for in this run. */
  readonly used: ReadonlySet<string>;
  /** What was made as published, and answered as made: the first one first. */
  readonly created: readonly Booking[];
  /**
   * Sends one request, or several at the same instant. Each is written down before, and what it came to after.
   * @throws Blocked when it may not
   */
  book(run: Run, wishes: readonly Wish[]): Promise<readonly Attempt[]>;
  cancel(run: Run, booking: Booking): Promise<Cancellation>;
  /** Cancels whatever is not. */
  cancelAll(run: Run): Promise<void>;
}

/** The booker of a run; what it has made is cancelled when the run ends. */
export function bookerOf(run: Run): Promise<Booker> {
  return run.shared('booker', async (own) => {
    const { baseUrl, organization, system } = own.options;
    await write(own.options, { record: 'run', baseUrl, organization, at: new Date(system.now()).toISOString() });
    const booker = createBooker(own);
    own.atEnd((ending) => booker.cancelAll(lasting(ending)));
    return booker;
  });
}

/** @throws Blocked when it cannot be written: then nothing may be booked */
async function write({ runFile }: ResolvedCheckOptions, record: RunRecord): Promise<void> {
  try {
    await runFile.append(record);
  } catch (error) {
    block(`the run file cannot be written: ${error instanceof Error ? error.message : 'no reason was given'}`);
  }
}

function createBooker({ options, bookings, scrub }: Run): Booker {
  const { patient, maxBookings, system, signal } = options;
  const open = createOpenBookings(bookings, { now: () => system.now(), scrub });
  const used = new Set<string>();
  const created: Booking[] = [];
  let asked = 0;
  let made = 0;

  /** Writes down what a request came to, before anybody asserts on it. */
  const writeDown = async (run: Run, booking: Booking, { body, rawBody }: Wish): Promise<Attempt> => {
    const { key, reply } = booking;
    const attempt = { asked: booking.asked, reply };
    const settled = await settle(run, booking.asked, booking.slot, reply);
    if (settled === 'not-made') {
      await write(options, { record: 'refused', key, status: reply.status });
      return attempt;
    }
    made++;
    const id = settled === 'unknown' ? undefined : settled.id;
    if (id === undefined) {
      const answer = reply.failure?.text ?? `status ${reply.status}`;
      const why = `it may have been made, under an id that is not known (${answer}): look it up in the XIS`;
      open.add(booking, why);
      await write(options, { record: 'unknown', key, why });
    } else {
      open.add({ ...booking, id }, 'the run ended before it was cancelled');
      await write(options, { record: 'made', key, appointment: id });
    }
    if (!isMade(reply)) return attempt;
    const own = { ...booking, id };
    if (!body && !rawBody) created.push(own);
    return { ...attempt, booking: own };
  };

  /** Looks once more whether one whose answer was lost was made at all. */
  const settleAgain = async (run: Run, { key, asked: wish, slot, reply }: Booking): Promise<void> => {
    if ((await settle(run, wish, slot, reply)) !== 'not-made') return;
    open.close(key);
    await write(options, { record: 'refused', key, status: reply.status });
  };

  const booker: Booker = {
    used,
    created,
    async book(run, wishes) {
      if (patient?.bsn === undefined) block('needs --patient-bsn: without it nothing could be cancelled');
      if (signal.aborted) block('the run was ended before it');
      const stopped = run.stopped();
      if (stopped !== undefined) block(stopped);
      if (made + wishes.length > maxBookings) block(`--max-bookings ${maxBookings} allows no more bookings`);
      const prepared = wishes.map((wish) => ({ wish, key: `b${++asked}`, asked: askedOf(wish, patient, options) }));
      for (const { wish, key, asked: one } of prepared) {
        used.add(wish.slot.slot.key);
        const { id, start, end, type, practitioner } = one;
        await write(options, {
          record: 'asked',
          key,
          at: new Date(system.now()).toISOString(),
          id,
          start,
          end,
          practitioner: scrub(practitioner.reference),
          type: scrub(`${type.system}|${type.code}`),
        });
      }
      const requests = prepared.map(({ wish, asked: one }) => bookingRequest(wish, one));
      const replies = await run.askTogether(requests);
      const settled: PromiseSettledResult<Attempt>[] = [];
      for (const [index, reply] of replies.entries()) {
        const one = prepared[index];
        if (!one) continue;
        const { wish, ...rest } = one;
        // One that cannot be written down does not keep the others from being known.
        settled.push(
          ...(await Promise.allSettled([writeDown(run, { ...rest, slot: wish.slot, id: undefined, reply }, wish)])),
        );
      }
      return settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        evidence(one.value.reply);
        return one.value;
      });
    },
    async cancel(run, booking) {
      const bsn = patient?.bsn;
      if (booking.id === undefined || bsn === undefined) block('the id of the appointment is not known');
      const cancellation = await cancelAppointment(run, booking.id, bsn);
      if (cancellation.cancelled && open.has(booking.key)) {
        open.close(booking.key, { cancelled: true });
        await write(options, { record: 'cancelled', key: booking.key });
      }
      return cancellation;
    },
    async cancelAll(run) {
      for (const booking of open.list()) {
        try {
          if (booking.id === undefined) await settleAgain(run, booking);
          else {
            const cancellation = await booker.cancel(run, booking);
            if (!cancellation.cancelled) open.close(booking.key, { why: scrub(cancellation.why) });
          }
        } catch (error) {
          // One that cannot be cancelled does not keep the others.
          open.close(booking.key, { why: scrub(error instanceof Error ? error.message : 'it could not be cancelled') });
        }
      }
    },
  };
  return booker;
}
