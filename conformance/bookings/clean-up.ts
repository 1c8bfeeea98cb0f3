import { CheckOptionError, type CheckOptions } from '../options.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import type { ReportedBooking, ReportedExchange } from '../report/report.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { createRun } from '../session/run.ts';
import type { Session } from '../session/session.ts';
import { createXisClient } from '../session/xis-client.ts';
import { cancelAppointment } from './cancel.ts';
import { isOurs } from './outcome.ts';
import { lookUp, statusOf } from './look-up.ts';
import { type RecordedBooking, readRunFile } from './run-file.ts';
import { redactId } from './open-bookings.ts';
import { isFreeNow } from './slot-choice.ts';

/** What a clean-up has done. */
export interface CleanUpResult {
  /** What the run had left; those with `cancelled: false` have to be looked after by hand. */
  readonly bookings: readonly ReportedBooking[];
  readonly exchanges: readonly ReportedExchange[];
}

/**
 * Cancels what a run that ended early has left in the XIS. It touches only what that run has made, and may be repeated.
 * @param runFile the text of the run file
 * @param options as the run had them; the patient's BSN is needed
 * @throws CheckOptionError when the file is none, or is of another XIS or organization
 */
export async function cleanUp(runFile: string, options: CheckOptions): Promise<CleanUpResult> {
  const resolved = resolveCheckOptions(options);
  const recorded = readRunFile(runFile);
  if (!recorded) throw new CheckOptionError('runFile', 'a file that a check has written', 'another');
  if (recorded.baseUrl !== resolved.baseUrl) {
    throw new CheckOptionError('baseUrl', `the XIS of the run, ${recorded.baseUrl}`, resolved.baseUrl);
  }
  if (recorded.organization !== resolved.organization) {
    throw new CheckOptionError('organization', `that of the run, ${recorded.organization}`, resolved.organization);
  }
  const bsn = resolved.patient?.bsn;
  if (bsn === undefined)
    throw new CheckOptionError('patient', 'a patient with a BSN, which cancelling needs', undefined);
  const client = createXisClient(resolved);
  const session = createRun(resolved, client).createSession();
  const bookings: ReportedBooking[] = [];
  for (const booking of recorded.open) {
    const { appointment, why } = await cancelRecorded(session, booking, bsn);
    if (why === undefined) await resolved.runFile.append({ record: 'cancelled', key: booking.key });
    bookings.push({
      appointment: redactId(appointment ?? '', session.redact),
      slot: session.redact(`${booking.start} ${booking.end} ${booking.practitioner}`),
      madeAt: booking.at,
      cancelled: why === undefined,
      ...(why === undefined ? {} : { why: session.redact(why) }),
    });
  }
  return { bookings, exchanges: client.exchanges.list() };
}

/** Cancels one, or says why not; nothing is to be done for one that was never made. */
async function cancelRecorded(
  session: Session,
  booking: RecordedBooking,
  bsn: string,
): Promise<{ readonly appointment?: string; readonly why?: string }> {
  const id = booking.appointment ?? booking.id;
  const looked = await lookUp(session, id);
  if (looked.appointment === undefined && booking.appointment === undefined && (await isStillFree(session, booking)))
    return {};
  if (looked.appointment === undefined && booking.appointment === undefined) {
    return { why: 'no answer told its id, and it is not found under our own: look up its slot in the XIS' };
  }
  const { timeZone } = session.options;
  // A XIS that was set up anew gives out the same ids again.
  if (looked.appointment !== undefined && !isOurs(looked.appointment, booking, timeZone)) {
    return { appointment: id, why: 'the appointment of that id is another one now: it was left alone' };
  }
  if (statusOf(looked) === 'cancelled') return { appointment: id };
  const cancellation = await cancelAppointment(session, id, bsn);
  return cancellation.cancelled ? { appointment: id } : { appointment: id, why: cancellation.reason };
}

/** Whether the slot of a booking whose answer never came is free: then it was not made. */
async function isStillFree(session: Session, { start, practitioner, type }: RecordedBooking): Promise<boolean> {
  const startsAt = parseInstantLeniently(start, session.options.timeZone).at;
  if (startsAt === undefined) return false;
  const bar = type.indexOf('|');
  const coding = { system: type.slice(0, bar), code: type.slice(bar + 1) };
  return isFreeNow(session, { startsAt, type: coding, practitioner: { reference: practitioner } }).catch(() => false);
}
