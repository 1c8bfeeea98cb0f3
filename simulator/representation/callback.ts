import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { Patient } from '../domain/practice.ts';
import { type AppointmentContext, appointmentUpdate } from './appointment.ts';
import { appointmentResponse } from './appointment-response.ts';

/** A request to Spreekuur.nl. */
export interface Callback {
  readonly method: 'POST' | 'PUT';
  /** Below Spreekuur.nl's base. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Writes a message to Spreekuur.nl as the request that carries it (TR-2, CB-1, UP-1). */
export function writeMessage(
  message: Message,
  { agb, patient, context }: { readonly agb: Agb; readonly patient: Patient; readonly context: AppointmentContext },
): Callback {
  const headers = { 'X-Organization-Identifier': `${AGB_SYSTEM}|${agb}` };
  if (message.kind === 'update') {
    const { record, comment } = message;
    const body = appointmentUpdate(record, patient, comment, context);
    return { method: 'PUT', path: `/Appointment/${record.id}`, headers, body };
  }
  const body = appointmentResponse(context.dialect, { ...message, bsn: patient.bsn });
  return { method: 'POST', path: '/AppointmentResponse', headers, body };
}
