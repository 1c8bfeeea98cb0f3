import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import { idIn } from '../../fhir/reference.ts';
import { appointmentUpdateSchema } from '../../fhir/resources/appointment.ts';
import { readAppointmentResponseSchema } from '../../fhir/resources/appointment-response.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import type { Violation } from '../../schema/explain-errors.ts';
import { validator } from '../../schema/validator.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** The response to a callback. */
export interface CallbackResponse {
  readonly status: number;
  readonly issue?: { readonly code: IssueCode; readonly diagnostics: string };
  readonly retryAfterSeconds?: number;
}

const response = validator(readAppointmentResponseSchema(['accepted', 'declined']));
const update = validator(appointmentUpdateSchema);

/** Checks that `X-Organization-Identifier` (TR-2) names the organization; returns the error response if not (TR-6, UP-4). */
export function checkOrganization(header: string | undefined, organization: Agb): CallbackResponse | undefined {
  if (header === undefined || header === '') {
    return refuse(400, 'required', 'The header X-Organization-Identifier is missing.');
  }
  const prefix = `${AGB_SYSTEM}|`;
  const agb = (header.startsWith(prefix) ? header.slice(prefix.length) : header).trim();
  if (!/^\d{8}$/.test(agb)) return refuse(400, 'value', 'X-Organization-Identifier: expected an 8-digit AGB code.');
  return agb === organization ? undefined : refuse(403, 'forbidden', 'The XIS may not act for this organization.');
}

/**
 * Handles the practitioner's response, `POST /AppointmentResponse` (CB-1, CB-2, CB-4, CB-5).
 * @param isCreating whether a booking is under way: a response that overtakes its 201 is about an appointment that is not
 *   known yet, and gets 503 for a retry, because a 404 would be final (CB-6)
 */
export function receiveResponse(ledger: Ledger, body: unknown, isCreating: boolean): CallbackResponse {
  if (!response.accepts(body)) return rejectBody('AppointmentResponse', response.violations(body)[0]);
  const id = idIn('Appointment', body.appointment.reference);
  if (id === undefined)
    return refuse(422, 'value', 'AppointmentResponse.appointment.reference: expected Appointment/{id}.');
  switch (ledger.recordResponse(id, body.participantStatus, body.comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 201 };
    case 'contradiction':
      return refuse(409, 'conflict', 'The appointment already has another decision.');
    case 'unknown':
      return isCreating ? requestRetry() : refuse(404, 'not-found', 'The appointment is unknown.');
  }
}

/** Handles an update from the XIS, `PUT /Appointment/{id}` (UP-1 to UP-4). */
export function receiveUpdate(ledger: Ledger, id: string, body: unknown, isCreating: boolean): CallbackResponse {
  if (!update.accepts(body)) return rejectBody('Appointment', update.violations(body)[0]);
  if (body.id !== id) return refuse(422, 'value', 'Appointment.id: expected the id in the path.');
  if (isCreating && ledger.get(id) === undefined) return requestRetry();
  const { status, start, end, participant, serviceCategory, comment } = body;
  const patient = participant.find(({ actor }) => actor.identifier !== undefined)?.actor.reference;
  const content = JSON.stringify([status, Date.parse(start), Date.parse(end), serviceCategory, comment]);
  switch (ledger.recordUpdate({ id, status, start, end, patient, content }, comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 200 };
    case 'contradiction':
      return refuse(409, 'conflict', 'The appointment is rejected or cancelled.');
    case 'unknown':
      return refuse(404, 'not-found', 'The appointment is unknown.');
  }
}

export function refuse(status: number, code: IssueCode, diagnostics: string): CallbackResponse {
  return { status, issue: { code, diagnostics } };
}

function requestRetry(): CallbackResponse {
  return { ...refuse(503, 'exception', 'A booking is under way; retry.'), retryAfterSeconds: 1 };
}

function rejectBody(resource: string, violation: Violation | undefined): CallbackResponse {
  const at = [resource, ...(violation?.path ?? [])].join('.');
  return refuse(422, violation?.code ?? 'structure', `${at}: ${violation?.message ?? 'not valid'}.`);
}
