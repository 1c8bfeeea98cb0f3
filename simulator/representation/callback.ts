import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { Decision } from '../domain/approval/policy.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { Patient } from '../domain/practice.ts';
import { type AppointmentContext, writeAppointmentUpdate } from './appointment.ts';

/** A request to Spreekuur.nl. */
export interface Callback {
  readonly method: 'POST' | 'PUT';
  /** Below Spreekuur.nl's base. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Writes a message to Spreekuur.nl as the request that carries it (TR-2, CB-1, UP-1). */
export function createCallback(
  message: Message,
  { agb, patient, context }: { readonly agb: Agb; readonly patient: Patient; readonly context: AppointmentContext },
): Callback {
  const headers = { 'X-Organization-Identifier': `${AGB_SYSTEM}|${agb}` };
  if (message.kind === 'update') {
    const { record, comment } = message;
    const body = writeAppointmentUpdate(record, patient, comment, context);
    return { method: 'PUT', path: `/Appointment/${record.id}`, headers, body };
  }
  const body = writeAppointmentResponse(context.dialect, { ...message, bsn: patient.bsn });
  return { method: 'POST', path: '/AppointmentResponse', headers, body };
}

/** The practitioner's answer to an appointment, XIS → Spreekuur.nl (CB-1). */
export function writeAppointmentResponse(
  dialect: Dialect,
  answer: { readonly appointment: string; readonly bsn: string; readonly decision: Decision; readonly comment: string },
) {
  const identifier = { system: BSN_SYSTEM, value: answer.bsn };
  return {
    ...(dialect === 'r4' ? { resourceType: 'AppointmentResponse' } : {}),
    actor: dialect === 'published' ? { reference: { identifier: [identifier] } } : { identifier },
    comment: answer.comment,
    appointment: { reference: `Appointment/${answer.appointment}` },
    participantStatus: answer.decision,
  };
}
