import type { PractitionerStatus } from '../../fhir/open-readings.ts';
import type { KnownPatient, ResolvedCheckOptions } from '../options.ts';
import { type Coding, tokenOf } from '../read/coding.ts';
import { blockCheck, requireEvidence } from '../session/block-check.ts';
import type { XisResponse } from '../session/message.ts';
import { type Session, withRequestChanges } from '../session/session.ts';
import { type Cancellation, cancelAppointment } from './cancel.ts';
import { resolvePatient } from './find-patient.ts';
import { createOpenBookings } from './open-bookings.ts';
import { isSuccess, resolveOutcome } from './outcome.ts';
import {
  type BookingAttempt,
  type BookingForm,
  type BookingIntent,
  type BookingRequest,
  bookingRequest,
  buildRequest,
  type CreatedAppointment,
} from './request.ts';
import type { RunRecord } from './run-file.ts';
import { type BookableSlot, bookableSlots, isFreeNow, placeOf } from './slot-choice.ts';

/** The maximum number of slots to try when other bookings take them first. */
const MAX_SLOTS_TRIED = 3;

export type Booker = ReturnType<typeof createBooker>;

/**
 * Starts the bookings of a run: writes the first line of its run file.
 * @throws CheckBlocked when the run file cannot be written
 */
export async function startBookings(session: Session): Promise<Booker> {
  const { baseUrl, organization, system } = session.options;
  const at = new Date(system.now()).toISOString();
  const patient = await resolvePatient(session);
  await writeRecord(session.options, { record: 'run', baseUrl, organization, at });
  return createBooker(session, patient);
}

/** @throws CheckBlocked when it cannot be written: then no appointment may be made */
async function writeRecord({ runFile }: ResolvedCheckOptions, record: RunRecord): Promise<void> {
  try {
    await runFile.append(record);
  } catch (error) {
    blockCheck(`the run file cannot be written: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

/** An appointment that the practice has made, with the response that shows it. */
type AdoptedAppointment = Pick<CreatedAppointment, 'slot' | 'response'> & { readonly id: string };

/** Makes the appointments of a run, and knows which are still to be cancelled. */
function createBooker({ options, bookings, redact }: Session, patient: KnownPatient) {
  const { maxBookings, system, signal, nameOption } = options;
  const open = createOpenBookings(bookings, { now: () => system.now(), redact });
  const requestedSlots = new Set<string>();
  const created: CreatedAppointment[] = [];
  /** The forms in which the XIS has taken a booking, by type. */
  const acceptedForms = new Map<string, BookingForm>();
  /** Returns a session whose requests are sent by the patient whom an appointment is for. */
  const sessionOf = (session: Session, { patient: holder }: BookingRequest): Session =>
    holder.reference === patient.reference ? session : withRequestChanges(session, { as: 'other-patient' });
  let requestCount = 0;
  let appointmentCount = 0;

  /** Writes down the outcome of a request, before any check asserts on it. */
  const recordOutcome = async (
    session: Session,
    appointment: CreatedAppointment,
    { body, rawBody, isInvalid }: BookingIntent,
  ): Promise<BookingAttempt> => {
    const { key, request, response } = appointment;
    const attempt = { request, response };
    const outcome = await resolveOutcome(sessionOf(session, request), request, appointment.slot, response);
    if (outcome === 'not-made') {
      await writeRecord(options, { record: 'refused', key, status: response.status });
      return attempt;
    }
    appointmentCount++;
    const id = outcome === 'unknown' ? undefined : outcome.id;
    if (id === undefined) {
      const why = unknownOutcome(response);
      open.add(appointment, why);
      await writeRecord(options, { record: 'unknown', key, why });
    } else {
      open.add({ ...appointment, id }, 'the run ended before it was cancelled');
      await writeRecord(options, { record: 'made', key, appointment: id });
    }
    if (!isSuccess(response)) return attempt;
    const known = { ...appointment, id };
    if (!body && !rawBody && !isInvalid) created.push(known);
    return { ...attempt, created: known };
  };

  /** Looks once more whether an appointment whose response was lost was made at all. */
  const resolveAgain = async (session: Session, appointment: CreatedAppointment): Promise<void> => {
    const { key, request, slot, response } = appointment;
    if ((await resolveOutcome(sessionOf(session, request), request, slot, response)) !== 'not-made') return;
    open.close(key);
    await writeRecord(options, { record: 'refused', key, status: response.status });
  };

  const recordRequest = async (
    key: string,
    { id, start, end, type, practitioner, patient: requested }: BookingRequest,
  ): Promise<void> =>
    writeRecord(options, {
      record: 'asked',
      key,
      at: new Date(system.now()).toISOString(),
      id,
      start,
      end,
      practitioner: redact(practitioner.reference),
      type: redact(`${type.system}|${type.code}`),
      ...(requested === patient ? {} : { isForOther: true as const }),
    });

  const bookOnce = async (session: Session, intent: BookingIntent): Promise<BookingAttempt> => {
    const [attempt] = await booker.bookConcurrently(session, [intent]);
    return attempt ?? blockCheck('no request was sent');
  };

  /** Returns the form in which the XIS takes bookings of a type, or the one to try first (AP-4). */
  const formOf = ({ forms }: Session, type: Coding): BookingForm => {
    const needsApproval = options.approvalType === type.code || options.approvalType === tokenOf(type);
    const usual = needsApproval ? 'needs-action' : 'accepted';
    return (
      acceptedForms.get(tokenOf(type)) ?? {
        dialect: forms.dialect.booking,
        practitionerStatus: options.practitionerStatus ?? usual,
      }
    );
  };

  const otherForms = ({ forms }: Session, { practitionerStatus }: BookingForm): readonly BookingForm[] => {
    const statuses: readonly PractitionerStatus[] = options.practitionerStatus
      ? [practitionerStatus]
      : [practitionerStatus, practitionerStatus === 'accepted' ? 'needs-action' : 'accepted'];
    const { booking } = forms.dialect;
    const dialects = [booking, booking === 'published' ? 'r4' : 'published'] as const;
    const all = dialects.flatMap((dialect) =>
      statuses.map((status) => ({ dialect, practitionerStatus: status }) as const),
    );
    return all.slice(1);
  };

  const acceptForm = ({ forms }: Session, type: string, form: BookingForm): void => {
    forms.seen.practitionerStatuses.add(form.practitionerStatus);
    acceptedForms.set(type, form);
    forms.dialect.booking = form.dialect;
  };

  const booker = {
    /** The appointments that were made as published, with a response that says so, in their order. */
    created: created as readonly CreatedAppointment[],

    /**
     * Returns a slot that this run has not requested. Where none is left, it returns a requested one that is free again.
     * @param type the type of the slot; without it the type of the run
     * @throws CheckBlocked when no slot is left
     */
    async chooseSlot(session: Session, type?: Coding): Promise<BookableSlot> {
      const slots = await bookableSlots(session, type ?? (await session.appointmentType()));
      // A slot that is alone shows more: where several are alike, another booking of the same time is right (AP-2).
      const alone = slots.filter(({ places }) => places === 1);
      const unused = [...alone, ...slots].find((slot) => !requestedSlots.has(placeOf(slot)));
      if (unused) return unused;
      for (const slot of slots.slice(0, MAX_SLOTS_TRIED)) if (await isFreeNow(session, slot)) return slot;
      return blockCheck('no free slot that could be booked is left in the next four weeks');
    },

    /** Books a slot, or another one when it was taken meanwhile. */
    async bookFreeSlot(session: Session, purpose: string, type?: Coding): Promise<BookingAttempt> {
      let attempt: BookingAttempt | undefined;
      for (let tried = 0; tried < MAX_SLOTS_TRIED; tried++) {
        attempt = await booker.book(session, { purpose, slot: await booker.chooseSlot(session, type) });
        if (attempt.response.status !== 409) break;
      }
      return attempt ?? blockCheck('no slot could be requested');
    },

    /**
     * Books a slot. Where the XIS rejects the first booking of a type with 400 or 422, the other status of the practitioner is
     * tried, and then the other dialect, so that the rest of the run is possible (AP-4).
     */
    async book(session: Session, intent: BookingIntent): Promise<BookingAttempt> {
      const first = await bookOnce(session, intent);
      const type = tokenOf(intent.slot.type);
      if (intent.body || intent.rawBody || acceptedForms.has(type)) return first;
      for (const form of isRejected(first) ? otherForms(session, first.request.form) : []) {
        const purpose = `${intent.purpose}, with the practitioner as ${form.practitionerStatus} in the ${form.dialect} dialect`;
        const attempt = await bookOnce(session, { ...intent, purpose, form });
        if (isRejected(attempt)) continue;
        if (attempt.created) acceptForm(session, type, form);
        return { ...attempt, rejected: first };
      }
      if (first.created) acceptForm(session, type, first.request.form);
      return first;
    },

    /**
     * Sends requests at the same instant. Each is written to the run file before, and its outcome after.
     * @throws CheckBlocked when bookings are not allowed, or not any more
     */
    async bookConcurrently(session: Session, intents: readonly BookingIntent[]): Promise<readonly BookingAttempt[]> {
      if (signal.aborted) blockCheck('the run was ended before it');
      const stopReason = session.stopReason();
      if (stopReason !== undefined) blockCheck(stopReason);
      if (appointmentCount + intents.length > maxBookings) {
        blockCheck(`${nameOption('maxBookings')} ${maxBookings} allows no more bookings`);
      }
      const prepared = intents.map((intent) => ({
        intent,
        key: `b${++requestCount}`,
        request: buildRequest(
          intent,
          intent.form ?? formOf(session, intent.slot.type),
          intent.patient ?? patient,
          options,
        ),
      }));
      for (const { intent, key, request } of prepared) {
        requestedSlots.add(placeOf(intent.slot));
        await recordRequest(key, request);
      }
      const responses = await session.sendConcurrently(
        prepared.map(({ intent, request }) => bookingRequest(intent, request)),
      );
      const attempts: PromiseSettledResult<BookingAttempt>[] = [];
      for (const [index, { intent, key, request }] of prepared.entries()) {
        const response = responses[index];
        if (!response) continue;
        const appointment = { key, request, slot: intent.slot, id: undefined, response };
        // One that cannot be written down does not keep the others from being known.
        attempts.push(...(await Promise.allSettled([recordOutcome(session, appointment, intent)])));
      }
      return attempts.map((attempt) => {
        if (attempt.status === 'rejected') throw attempt.reason;
        requireEvidence(attempt.value.response);
        return attempt.value;
      });
    },

    /** Takes over an appointment that the practice has made for the test patient, so that it is cancelled at the end. */
    async adopt(session: Session, { id, slot, response }: AdoptedAppointment): Promise<void> {
      if (!patient) return;
      const key = `b${++requestCount}`;
      const intent = { purpose: 'made by the practice', slot };
      const request = buildRequest(intent, formOf(session, slot.type), patient, options);
      appointmentCount++;
      open.add({ key, request, slot, id, response }, 'the run ended before it was cancelled');
      await recordRequest(key, request);
      await writeRecord(options, { record: 'made', key, appointment: id });
    },

    async cancel(session: Session, appointment: CreatedAppointment): Promise<Cancellation> {
      const { bsn } = appointment.request.patient;
      if (appointment.id === undefined || bsn === undefined) blockCheck('the id of the appointment is unknown');
      const cancellation = await cancelAppointment(sessionOf(session, appointment.request), appointment.id, bsn);
      if (cancellation.cancelled && open.has(appointment.key)) {
        open.close(appointment.key, { cancelled: true });
        await writeRecord(options, { record: 'cancelled', key: appointment.key });
      }
      return cancellation;
    },

    /** Cancels all appointments that are not cancelled yet. */
    async cancelAll(session: Session): Promise<void> {
      const lasting = withRequestChanges(session, { ignoreAbort: true });
      for (const appointment of open.list()) {
        try {
          if (appointment.id === undefined) {
            await resolveAgain(lasting, appointment);
            continue;
          }
          const cancellation = await booker.cancel(lasting, appointment);
          if (!cancellation.cancelled) open.close(appointment.key, { why: redact(cancellation.reason) });
        } catch (error) {
          // One that cannot be cancelled does not keep the others.
          const reason = error instanceof Error ? error.message : 'it could not be cancelled';
          open.close(appointment.key, { why: redact(reason) });
        }
      }
    },
  };
  return booker;
}

/** Returns whether a request was rejected for its content. */
export function isRejected({ response: { status } }: BookingAttempt): boolean {
  return status === 400 || status === 422;
}

function unknownOutcome({ failure, status }: XisResponse): string {
  const response = failure?.text ?? `status ${status}`;
  return `it may have been made, under an unknown id (${response}): look it up in the XIS`;
}
