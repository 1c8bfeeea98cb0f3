import type { PractitionerStatus } from '../../fhir/open-readings.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { defined } from '../../schema/defined.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import type { KnownPatient, ResolvedCheckOptions } from '../options.ts';
import type { Requester, XisRequest, XisResponse } from '../session/message.ts';
import type { BookableSlot } from './slot-choice.ts';

/** By this the practice sees what an appointment is, and we recognize ours. */
export const COMMENT_MARKER = 'xis-testkit';

/** The form of a booking request: what the publication leaves open. */
export interface BookingForm {
  readonly dialect: Dialect;
  readonly practitionerStatus: PractitionerStatus;
}

/** A booking to request: a slot, with the published body or a mutated one. */
export interface BookingIntent {
  readonly purpose: string;
  readonly slot: BookableSlot;
  /** Default: the test patient of the run. */
  readonly patient?: KnownPatient;
  /** Who sends it; default: the patient whom it is for. */
  readonly as?: Requester;
  readonly body?: (body: ReturnType<typeof appointmentBody>) => unknown;
  readonly rawBody?: (text: string) => string;
  /** Whether the XIS has to reject it: an appointment that is made all the same is not examined as one of the others. */
  readonly isInvalid?: true;
  /** Default: the form in which the XIS takes bookings of the type. */
  readonly form?: BookingForm;
}

/** The content of a request for an appointment. */
export interface BookingRequest extends Pick<BookableSlot, 'start' | 'end' | 'type' | 'practitioner'> {
  /** The id that we give it; the XIS may give it another (AP-6). */
  readonly id: string;
  readonly patient: KnownPatient;
  /** The BSN, where no token carries it (AU-1). */
  readonly bsn?: string;
  readonly comment: string;
  readonly form: BookingForm;
}

/** A request for an appointment, with its outcome. */
export interface BookingAttempt {
  readonly request: BookingRequest;
  readonly response: XisResponse;
  /** Undefined when the response does not say that it was made. */
  readonly created?: CreatedAppointment;
  /** The attempt before it in the form of the options, where the XIS has rejected that and taken another one. */
  readonly rejected?: BookingAttempt;
}

/** An appointment that was made, or may have been. */
export interface CreatedAppointment {
  /** Its key in the run file. */
  readonly key: string;
  readonly request: BookingRequest;
  readonly slot: BookableSlot;
  /** The logical id; undefined when no response has it. */
  readonly id: string | undefined;
  readonly response: XisResponse;
}

/** Builds the content of a request: for the test patient, with an id by which it is recognized. */
export function buildRequest(
  { slot }: BookingIntent,
  form: BookingForm,
  patient: KnownPatient,
  { system, token }: ResolvedCheckOptions,
): BookingRequest {
  const id = `xt-${system.unique()}`.replace(/[^A-Za-z0-9\-.]/g, '-').slice(0, 64);
  return {
    id,
    start: slot.start,
    end: slot.end,
    type: slot.type,
    practitioner: slot.practitioner,
    patient,
    ...defined({ bsn: token === undefined ? patient.bsn : undefined }),
    // The ë shows how a XIS encodes what is not ASCII (TR-14).
    comment: `Testafspraak van ${COMMENT_MARKER} voor een testpatiënt, wordt afgezegd (${id})`,
    form,
  };
}

/** Returns the HTTP request of a booking. */
export function bookingRequest(
  { purpose, body, rawBody, patient, as }: BookingIntent,
  request: BookingRequest,
): XisRequest {
  const published = appointmentBody(request);
  const sent = body ? body(published) : published;
  return {
    purpose,
    method: 'POST',
    path: '/Appointment',
    as: as ?? (patient && 'other-patient'),
    // Its response is awaited in any case: without it the run does not know whether an appointment was made.
    ignoreAbort: true,
    ...(rawBody ? { rawBody: rawBody(JSON.stringify(sent)) } : { body: sent }),
  };
}

/** Returns the body: without a slot, as published or as R4 has it (AP-1 to AP-4). */
function appointmentBody({ id, start, end, type, practitioner, patient, bsn, comment, form }: BookingRequest) {
  const required = 'required' as const;
  const participant = (actor: object, status: PractitionerStatus) =>
    form.dialect === 'published' ? { actor: { ...actor, required }, status } : { actor, required, status };
  const identifier = bsn === undefined ? {} : { identifier: { system: BSN_SYSTEM, value: bsn } };
  return {
    resourceType: 'Appointment',
    id,
    status: 'proposed',
    start,
    end,
    serviceCategory: [{ coding: [{ system: type.system, code: type.code, display: type.display }] }],
    comment,
    participant: [
      participant({ reference: patient.reference, display: patient.display, ...identifier }, 'accepted'),
      participant(practitioner, form.practitionerStatus),
    ],
  };
}
