import type { ReportedBooking } from '../report/report.ts';
import { block } from '../run/blocked.ts';
import type { Run } from '../run/run.ts';
import type { FailureKind } from '../target/failure.ts';
import type { Reply } from '../target/reply.ts';
import type { TargetRequest } from '../target/request.ts';
import { type Asked, appointmentBody } from './bodies.ts';
import { type Cancellation, cancelAppointment } from './cancel.ts';
import { bodyId, isMade, locationId } from './created.ts';
import { findLost } from './find-lost.ts';
import { lasting } from './lasting.ts';
import type { Bookable } from './slot-choice.ts';

/** An appointment that was made. */
export interface Booking {
  /** What the run file calls it. */
  readonly key: string;
  readonly asked: Asked;
  readonly slot: Bookable;
  /** The logical id; undefined when the answer did not tell it. */
  readonly id: string | undefined;
  readonly reply: Reply;
}

/** A request for an appointment, and what it came to. */
export interface Attempt {
  readonly asked: Asked;
  readonly reply: Reply;
  /** Undefined when nothing was made. */
  readonly booking?: Booking;
}

/** A request to book: the published body of a slot, or a spoiled one. */
export interface Wish {
  readonly purpose: string;
  readonly slot: Bookable;
  readonly body?: (body: ReturnType<typeof appointmentBody>) => unknown;
  readonly rawBody?: (text: string) => string;
}

/** Makes the appointments of a run, and knows what is still to be cancelled. */
export interface Booker {
  /** Slots that have been asked for in this run. */
  readonly used: ReadonlySet<string>;
  /** Sends one request, or several at the same instant. @throws Blocked when it may not */
  book(run: Run, wishes: readonly Wish[]): Promise<readonly Attempt[]>;
  cancel(run: Run, booking: Booking): Promise<Cancellation>;
  /** It is cancelled: some answer said so. */
  wasCancelled(booking: Booking): Promise<void>;
  /** Cancels whatever is not. */
  cancelAll(run: Run): Promise<void>;
}

/** Failures at which the request never left. */
const NOT_SENT = new Set<FailureKind>([
  'name-not-resolved',
  'refused',
  'unreachable',
  'tls-unknown-ca',
  'tls-expired',
  'tls-host-name',
  'tls-client-certificate',
  'tls',
  'proxy',
  'no-token',
  'aborted',
  'too-many-requests',
]);

/** The booker of a run; what it has made is cancelled when the run ends. */
export function bookerOf(run: Run): Promise<Booker> {
  return run.shared('booker', async (own) => {
    const { runFile, baseUrl, organization, system } = own.options;
    await runFile.append({ record: 'run', baseUrl, organization, at: new Date(system.now()).toISOString() });
    const booker = createBooker(own);
    own.atEnd((ending) => booker.cancelAll(lasting(ending)));
    return booker;
  });
}

function createBooker({ options, bookings, scrub }: Run): Booker {
  const { patient, maxBookings, runFile, system, signal } = options;
  const bsn = patient?.bsn;
  /** What is not cancelled yet, or not known to have been made, by its key. */
  const open = new Map<string, { readonly booking: Booking; readonly reported: ReportedBooking }>();
  const used = new Set<string>();
  let asked = 0;
  let made = 0;

  const report = (booking: Booking, why?: string): void => {
    const { start, end, practitioner } = booking.asked;
    const reported = {
      appointment: booking.id ?? '',
      slot: scrub(`${start} ${end} ${practitioner.reference}`),
      madeAt: new Date(system.now()).toISOString(),
      cancelled: false,
      ...(why === undefined ? {} : { why }),
    };
    bookings.push(reported);
    open.set(booking.key, { booking, reported });
  };
  /** Takes something for settled: it was cancelled, or was never made. */
  const close = (key: string, changes?: Partial<ReportedBooking>): void => {
    const known = open.get(key);
    if (!known) return;
    const { why: _why, ...reported } = known.reported;
    open.delete(key);
    bookings.splice(bookings.indexOf(known.reported), 1, ...(changes ? [{ ...reported, ...changes }] : []));
  };

  /** Finds out what a request came to, and writes it down before anybody asserts on it. */
  const settle = async (run: Run, key: string, wish: Asked, slot: Bookable, reply: Reply): Promise<Attempt> => {
    const plain = { asked: wish, reply };
    const isRefused = reply.status >= 400 && reply.status < 500;
    if (isRefused || (reply.failure && reply.status === 0 && NOT_SENT.has(reply.failure.kind))) {
      await runFile.append({ record: 'refused', key, status: reply.status });
      return plain;
    }
    let id = isMade(reply) ? (locationId(reply) ?? bodyId(reply)) : undefined;
    if (id === undefined) {
      const lost = await findLost(lasting(run), wish, slot);
      if (lost === 'not-made' && !isMade(reply)) {
        await runFile.append({ record: 'refused', key, status: reply.status });
        return plain;
      }
      id = typeof lost === 'object' ? lost.id : undefined;
    }
    made++;
    const booking: Booking = { key, asked: wish, slot, id, reply };
    if (id === undefined) {
      const answer = reply.failure?.text ?? `status ${reply.status}`;
      const why = `it may have been made, under an id that is not known (${answer}): look it up in the XIS`;
      await runFile.append({ record: 'unknown', key, why });
      report(booking, why);
    } else {
      await runFile.append({ record: 'made', key, appointment: id });
      report(booking);
    }
    return isMade(reply) ? { ...plain, booking } : plain;
  };

  /** Looks once more whether one whose answer was lost was made at all. */
  const settleUnknown = async (run: Run, { key, asked: wish, slot, reply }: Booking): Promise<void> => {
    if (isMade(reply) || (await findLost(run, wish, slot)) !== 'not-made') return;
    close(key);
    await runFile.append({ record: 'refused', key, status: reply.status });
  };

  const booker: Booker = {
    used,
    async book(run, wishes) {
      if (!patient || bsn === undefined)
        block('needs --patient-bsn: without it nothing that is booked can be cancelled');
      if (signal.aborted) block('the run was ended before it');
      if (made + wishes.length > maxBookings) block(`--max-bookings ${maxBookings} allows no more bookings`);
      const prepared: { key: string; asked: Asked; slot: Bookable; request: TargetRequest }[] = [];
      for (const { purpose, slot, body, rawBody } of wishes) {
        const key = `b${++asked}`;
        const id = `xt-${system.unique()}`.replace(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
        const wish: Asked = {
          id,
          start: slot.start,
          end: slot.end,
          type: slot.type,
          practitioner: slot.practitioner,
          patient,
          ...(options.token === undefined ? { bsn } : {}),
          comment: `Testafspraak van xis-testkit, wordt afgezegd (${id})`,
        };
        used.add(slot.slot.key);
        await runFile.append({
          record: 'asked',
          key,
          at: new Date(system.now()).toISOString(),
          id,
          start: slot.start,
          end: slot.end,
          practitioner: scrub(slot.practitioner.reference),
          type: `${slot.type.system}|${slot.type.code}`,
        });
        const published = appointmentBody(wish);
        const spoiled = body ? body(published) : published;
        prepared.push({
          key,
          asked: wish,
          slot,
          request: {
            purpose,
            method: 'POST',
            path: '/Appointment',
            // Once it is on its way its answer is waited for: else nobody knew whether it was made.
            evenWhenAborted: true,
            ...(rawBody ? { rawBody: rawBody(JSON.stringify(spoiled)) } : { body: spoiled }),
          },
        });
      }
      const [first] = prepared;
      const replies =
        prepared.length === 1 && first
          ? [await run.ask(first.request)]
          : await run.askTogether(prepared.map(({ request }) => request));
      const attempts: Attempt[] = [];
      for (const [index, { key, asked: wish, slot }] of prepared.entries()) {
        const reply = replies[index];
        if (reply) attempts.push(await settle(run, key, wish, slot, reply));
      }
      return attempts;
    },
    async cancel(run, booking) {
      if (booking.id === undefined || bsn === undefined) block('the id of the appointment is not known');
      const cancellation = await cancelAppointment(run, booking.id, bsn);
      if (cancellation.cancelled) await booker.wasCancelled(booking);
      return cancellation;
    },
    async wasCancelled({ key }) {
      if (!open.has(key)) return;
      close(key, { cancelled: true });
      await runFile.append({ record: 'cancelled', key });
    },
    async cancelAll(run) {
      // First what is certain: when that is cancelled, a slot may tell that nobody else has it.
      const certainFirst = [...open.values()].sort((a, b) => Number(!a.booking.id) - Number(!b.booking.id));
      for (const { booking } of certainFirst) {
        try {
          if (booking.id === undefined) await settleUnknown(run, booking);
          else {
            const cancellation = await booker.cancel(run, booking);
            if (!cancellation.cancelled) close(booking.key, { why: scrub(cancellation.why) });
          }
        } catch (error) {
          // One that cannot be cancelled does not keep the others.
          close(booking.key, { why: scrub(error instanceof Error ? error.message : 'it could not be cancelled') });
        }
      }
    },
  };
  return booker;
}
