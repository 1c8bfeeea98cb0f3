import type { TestPatient } from '../options.ts';
import type { Coding } from '../read/coding.ts';

/** TR-3, CB-1 */
const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';

/** What an appointment is asked with. */
export interface BookingRequest {
  /** The id that we give it; the XIS may give it another (AP-6). */
  readonly id: string;
  readonly start: string;
  readonly end: string;
  readonly type: Coding & { readonly display: string };
  readonly practitioner: { readonly reference: string; readonly display: string };
  readonly patient: TestPatient;
  /** The BSN, where no token carries it (TR-3). */
  readonly bsn?: string;
  readonly comment: string;
}

/** The body that asks for an appointment, as published: without a slot (AP-1 to AP-4). */
export function appointmentBody({ id, start, end, type, practitioner, patient, bsn, comment }: BookingRequest) {
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
      {
        actor: { reference: patient.reference, display: patient.display, required: 'required', ...identifier },
        status: 'accepted',
      },
      { actor: { ...practitioner, required: 'required' }, status: 'needs-action' },
    ],
  };
}

/** The body of the patient's cancellation, as published (CN-3) or as R4 would have it. */
export function cancellationBody(
  appointment: string,
  bsn: string,
  { dialect = 'published', participantStatus = 'declined' }: CancellationDetails = {},
) {
  const identifier = { system: BSN_SYSTEM, value: bsn };
  return {
    ...(dialect === 'r4' ? { resourceType: 'AppointmentResponse' } : {}),
    actor: dialect === 'r4' ? { identifier } : { reference: { identifier: [identifier] } },
    comment: 'Deze testafspraak is afgezegd door xis-testkit.',
    appointment: { reference: `Appointment/${appointment}` },
    participantStatus,
  };
}

/** How a cancellation is written. */
export interface CancellationDetails {
  readonly dialect?: 'published' | 'r4';
  /** `declined` alone cancels. */
  readonly participantStatus?: string;
}
