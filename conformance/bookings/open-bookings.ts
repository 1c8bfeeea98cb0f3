import type { ReportedBooking } from '../report/report.ts';
import type { CreatedAppointment } from './booking.ts';
import { shownId } from './shown-id.ts';

/** What was booked and is not cancelled yet, as the report has it. */
export interface OpenBookings {
  /** @param why what is not known of it */
  add(booking: CreatedAppointment, why?: string): void;
  has(key: string): boolean;
  /** What is certain comes first: when that is cancelled, a slot may tell that nobody else has it. */
  list(): readonly CreatedAppointment[];
  /** It is settled: with these changes or, without any, because it was never made. */
  close(key: string, changes?: Partial<ReportedBooking>): void;
}

/** @param reported the bookings of the report; kept up to date */
export function createOpenBookings(
  reported: ReportedBooking[],
  { now, scrub }: { readonly now: () => number; readonly scrub: (text: string) => string },
): OpenBookings {
  const open = new Map<string, { readonly booking: CreatedAppointment; readonly entry: ReportedBooking }>();
  return {
    add(booking, why) {
      const { start, end, practitioner } = booking.request;
      const entry = {
        appointment: shownId(booking.id ?? '', scrub),
        slot: scrub(`${start} ${end} ${practitioner.reference}`),
        madeAt: new Date(now()).toISOString(),
        cancelled: false,
        ...(why === undefined ? {} : { why }),
      };
      reported.push(entry);
      open.set(booking.key, { booking, entry });
    },
    has: (key) => open.has(key),
    list() {
      const bookings = [...open.values()].map(({ booking }) => booking);
      return bookings.sort((a, b) => Number(a.id === undefined) - Number(b.id === undefined));
    },
    close(key, changes) {
      const known = open.get(key);
      if (!known) return;
      open.delete(key);
      const { why: _why, ...entry } = known.entry;
      reported.splice(reported.indexOf(known.entry), 1, ...(changes ? [{ ...entry, ...changes }] : []));
    },
  };
}
