import { defined } from '../../schema/defined.ts';
import { isProblemCode } from '../../transport/problems.ts';
import { CheckOptionError, type CheckOptions } from '../options.ts';
import { detectDateForm, detectOrganizationForm } from '../preflight/detect-forms.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import type { ReportedBooking, ReportedExchange } from '../report/report.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { CheckBlocked } from '../session/block-check.ts';
import { createRun } from '../session/run.ts';
import { type Session, withRequestChanges } from '../session/session.ts';
import { createXisClient } from '../session/xis-client.ts';
import { cancelAppointment } from './cancel.ts';
import { lookUp, statusOf } from './look-up.ts';
import { redactId } from './open-bookings.ts';
import { isOurs } from './outcome.ts';
import { type RecordedBooking, readRunFile } from './run-file.ts';
import { isFreeNow } from './slot-choice.ts';

/** The result of a clean-up. */
export interface CleanUpResult {
  /** The appointments that the run left; those with `cancelled: false` have to be cancelled by hand. */
  readonly bookings: readonly ReportedBooking[];
  readonly exchanges: readonly ReportedExchange[];
}

/**
 * Cancels the appointments that a run has left in the XIS, for instance after a crash. It touches no others, and may be
 * repeated.
 * @param runFile the text of the run file
 * @param options the options of the run, with the patient's BSN
 * @throws CheckOptionError when it is not a run file, or is of another XIS or organization
 */
export async function cleanUp(runFile: string, options: CheckOptions): Promise<CleanUpResult> {
  const resolved = resolveCheckOptions(options);
  const recorded = readRunFile(runFile);
  if (!recorded) throw new CheckOptionError('runFile', 'a file that a check has written', 'another file');
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
  // The run that made them may have found out another form than the usual one (TR-2, SL-9).
  await detectOrganizationForm(session).catch(() => undefined);
  // Only an appointment without an id is looked for among the slots: searches that fail keep no other from being cancelled.
  if (recorded.open.some(({ appointment }) => appointment === undefined))
    await detectDateForm(session).catch(() => undefined);
  const bookings: ReportedBooking[] = [];
  for (const booking of recorded.open) {
    const bsnOfBooking = booking.isForOther ? resolved.otherPatient?.bsn : bsn;
    const { appointment, why } =
      bsnOfBooking === undefined
        ? { appointment: booking.appointment, why: `needs ${resolved.nameOption('otherPatient.bsn')}` }
        : await cancelRecorded(sessionOf(session, booking), booking, bsnOfBooking).catch((error: unknown) =>
            explain(booking, error),
          );
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

/** Returns a session whose requests are sent by the patient whom a booking is for. */
function sessionOf(session: Session, { isForOther }: RecordedBooking): Session {
  return isForOther ? withRequestChanges(session, { as: 'other-patient' }) : session;
}

/** Returns why an appointment could not be cancelled: a fault of transport keeps no other from it. */
function explain({ appointment }: RecordedBooking, error: unknown): CancelledBooking {
  if (!(error instanceof CheckBlocked)) throw error;
  const advice = error.failure && isProblemCode(error.failure) ? ` (${error.failure})` : '';
  return { ...defined({ appointment }), why: `${error.message}${advice}: run the clean-up again` };
}

/** The result of cancelling one; without `why`, it is cancelled or was never made. */
interface CancelledBooking {
  readonly appointment?: string;
  readonly why?: string;
}

/** Cancels one, or returns why not; does nothing for one that was never made. */
async function cancelRecorded(session: Session, booking: RecordedBooking, bsn: string): Promise<CancelledBooking> {
  const id = booking.appointment ?? booking.id;
  const lookup = await lookUp(session, id);
  if (lookup.appointment === undefined && booking.appointment === undefined) {
    if (await isStillFree(session, booking)) return {};
    return {
      why: 'no response has its id, and it is not found under the id of the request: look up its slot in the XIS',
    };
  }
  const { timeZone } = session.options;
  // A reinstalled XIS assigns the same ids again.
  if (lookup.appointment !== undefined && !isOurs(lookup.appointment, booking, timeZone)) {
    return { appointment: id, why: 'another appointment has this id now: it was left alone' };
  }
  if (statusOf(lookup) === 'cancelled') return { appointment: id };
  const cancellation = await cancelAppointment(session, id, bsn);
  return cancellation.cancelled ? { appointment: id } : { appointment: id, why: cancellation.reason };
}

/** Returns whether the slot of a booking without a response is free: then it was not made. */
async function isStillFree(session: Session, { start, practitioner, type }: RecordedBooking): Promise<boolean> {
  const startsAt = parseInstantLeniently(start, session.options.timeZone).at;
  if (startsAt === undefined) return false;
  const bar = type.indexOf('|');
  const coding = { system: type.slice(0, bar), code: type.slice(bar + 1) };
  return isFreeNow(session, { startsAt, type: coding, practitioner: { reference: practitioner } }).catch(() => false);
}
