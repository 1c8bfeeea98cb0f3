import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { formatInstant } from '../../fhir/instant.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { Calendar } from '../domain/agenda/calendar.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { IdentifiedPatient } from '../domain/patient-identity.ts';
import type { AppointmentType } from '../domain/practice.ts';

/** The settings that the JSON of an appointment depends on. */
export interface AppointmentContext {
  readonly dialect: Dialect;
  readonly calendar: Calendar;
  readonly types: readonly AppointmentType[];
}

/** The FHIR status of each state (AP-3). */
const STATUSES = { pending: 'proposed', booked: 'booked', declined: 'cancelled', cancelled: 'cancelled' } as const;

function writeCommon(record: AppointmentRecord, { calendar, types }: AppointmentContext) {
  const { system, code, display } = types[record.type] ?? { system: '', code: '', display: '' };
  return {
    resourceType: 'Appointment',
    id: record.id,
    status: STATUSES[record.state],
    start: formatInstant(record.start, calendar.offsetAt(record.start)),
    end: formatInstant(record.end, calendar.offsetAt(record.end)),
    serviceCategory: [{ coding: [{ system, code, display }] }],
  };
}

/** Writes the Appointment of a response (AP-1, AP-4, AP-5). */
export function writeAppointment(record: AppointmentRecord, context: AppointmentContext) {
  const { practitioner, patient, patientDisplay, state } = record;
  const participant = (actor: { readonly reference: string; readonly display: string }, status: string) =>
    context.dialect === 'published'
      ? { actor: { reference: actor.reference, display: actor.display, required: 'required' }, status }
      : { actor: { reference: actor.reference, display: actor.display }, required: 'required', status };
  // Published, the status of a participant is accepted or needs-action: a practitioner who declines has not accepted.
  const declined = context.dialect === 'published' ? 'needs-action' : 'declined';
  const accepted = record.history.some((event) => event.state === 'booked');
  const practitionerStatus = state === 'declined' ? declined : accepted ? 'accepted' : 'needs-action';
  return {
    ...writeCommon(record, context),
    participant: [
      participant({ reference: patient, display: patientDisplay }, 'accepted'),
      participant(practitioner, practitionerStatus),
    ],
    comment: record.comment,
  };
}

/** Writes the Appointment of a callback (UP-1). */
export function writeAppointmentUpdate(
  record: AppointmentRecord,
  patient: IdentifiedPatient,
  comment: string | undefined,
  context: AppointmentContext,
) {
  const actor = {
    reference: record.patient,
    display: record.patientDisplay,
    identifier: { system: BSN_SYSTEM, value: patient.bsn },
  };
  return {
    ...writeCommon(record, context),
    status: record.state === 'booked' ? 'booked' : 'cancelled',
    participant: [{ actor, status: 'accepted' }],
    ...(comment === undefined ? {} : { comment }),
  };
}
