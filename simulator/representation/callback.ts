import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { DecisionMessage, Message } from '../domain/callback/delivery.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import type { IdentifiedPatient } from '../domain/patient-identity.ts';
import { type AppointmentContext, writeAppointmentUpdate } from './appointment.ts';

/** A request to Spreekuur.nl. */
export interface Callback {
  readonly method: 'POST' | 'PUT';
  /** Relative to the base of Spreekuur.nl. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The body is sent in Latin-1, by a defect. */
  readonly isLatin1?: true;
}

/** Creates the request to Spreekuur.nl for a message (TR-2, CB-1, UP-1). */
export function createCallback(
  message: Message,
  {
    agb,
    settings: { organizationHeader = 'X-Organization-Identifier', organizationFormat = 'token' },
    patient,
    context,
  }: {
    readonly agb: Agb;
    readonly settings: Pick<CallbackSettings, 'organizationHeader' | 'organizationFormat'>;
    readonly patient: IdentifiedPatient;
    readonly context: AppointmentContext;
  },
): Callback {
  const headers = { [organizationHeader]: organizationFormat === 'token' ? `${AGB_SYSTEM}|${agb}` : agb };
  if (message.kind === 'update') {
    const { record, comment } = message;
    const body = writeAppointmentUpdate(record, patient, comment, context);
    return { method: 'PUT', path: `/Appointment/${record.id}`, headers, body };
  }
  const body = writeAppointmentResponse(context.dialect, { ...message, bsn: patient.bsn });
  return { method: 'POST', path: '/AppointmentResponse', headers, body };
}

/** Writes the practitioner's decision on an appointment, XIS → Spreekuur.nl (CB-1, CB-7). */
export function writeAppointmentResponse(
  dialect: Dialect,
  response: Omit<DecisionMessage, 'kind'> & { readonly bsn: string },
) {
  const identifier = { system: BSN_SYSTEM, value: response.bsn };
  return {
    resourceType: 'AppointmentResponse',
    actor: dialect === 'published' ? { reference: { identifier: [identifier] } } : { identifier },
    comment: response.comment,
    appointment: { reference: `Appointment/${response.appointment}` },
    participantStatus: response.decision,
  };
}
