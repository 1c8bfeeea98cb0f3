import type { ReportedBooking } from '../report/report.ts';
import type { CreatedAppointment } from './request.ts';

/**
 * Keeps the appointments that are not cancelled yet.
 * @param reported the bookings of the report; kept up to date
 */
export function createOpenBookings(
  reported: ReportedBooking[],
  { now, redact }: { readonly now: () => number; readonly redact: (text: string) => string },
) {
  const open = new Map<string, { readonly appointment: CreatedAppointment; readonly entry: ReportedBooking }>();
  return {
    /** @param why what is unknown about it */
    add(appointment: CreatedAppointment, why: string): void {
      const { start, end, practitioner } = appointment.request;
      const entry = {
        appointment: redactId(appointment.id ?? '', redact),
        slot: redact(`${start} ${end} ${practitioner.reference}`),
        madeAt: new Date(now()).toISOString(),
        cancelled: false,
        why,
      };
      reported.push(entry);
      open.set(appointment.key, { appointment, entry });
    },
    has: (key: string): boolean => open.has(key),
    /** Lists those with a known id first: once they are cancelled, a free slot may show that another was never made. */
    list(): readonly CreatedAppointment[] {
      const appointments = [...open.values()].map(({ appointment }) => appointment);
      return appointments.sort((a, b) => Number(a.id === undefined) - Number(b.id === undefined));
    },
    /** Takes one off the list, with these changes to the report or, without any, because it was never made. */
    close(key: string, changes?: Partial<ReportedBooking>): void {
      const known = open.get(key);
      if (!known) return;
      open.delete(key);
      const { why: _why, ...entry } = known.entry;
      reported.splice(reported.indexOf(known.entry), 1, ...(changes ? [{ ...entry, ...changes }] : []));
    },
  };
}

const TYPE = 'Appointment/';

/** Returns the id of an appointment for a report: a number in it is no BSN, unless it is the test patient's. */
export function redactId(id: string, redact: (text: string) => string): string {
  return redact(TYPE + id).slice(TYPE.length);
}
