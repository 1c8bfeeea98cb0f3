import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import { idIn } from '../../fhir/reference.ts';
import { appointmentUpdateSchema } from '../../fhir/resources/appointment.ts';
import { readAppointmentResponseSchema } from '../../fhir/resources/appointment-response.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import type { Violation } from '../../schema/explain-errors.ts';
import { validator } from '../../schema/validator.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** What a callback is answered. */
export interface CallbackAnswer {
  readonly status: number;
  readonly issue?: { readonly code: IssueCode; readonly diagnostics: string };
  readonly retryAfterSeconds?: number;
}

const response = validator(readAppointmentResponseSchema(['accepted', 'declined']));
const update = validator(appointmentUpdateSchema);

/** Reads `X-Organization-Identifier` (TR-2) and says whether the caller may act for the organization (TR-6, UP-4). */
export function checkOrganization(header: string | undefined, own: Agb): CallbackAnswer | undefined {
  if (header === undefined || header === '') {
    return refused(400, 'required', 'The header X-Organization-Identifier is missing.');
  }
  const prefix = `${AGB_SYSTEM}|`;
  const agb = (header.startsWith(prefix) ? header.slice(prefix.length) : header).trim();
  if (!/^\d{8}$/.test(agb)) return refused(400, 'value', 'The header X-Organization-Identifier holds no AGB code.');
  return agb === own ? undefined : refused(403, 'forbidden', 'The XIS may not act for this organization.');
}

/**
 * The practitioner's answer, `POST /AppointmentResponse` (CB-1, CB-2, CB-4, CB-5).
 * @param isCreating whether an appointment is being created at this moment: an answer that overtakes the 201 is asked to
 *   come again, because its appointment is not known yet, and a 404 would be final (CB-6)
 */
export function receiveAnswer(ledger: Ledger, body: unknown, isCreating: boolean): CallbackAnswer {
  if (!response.accepts(body)) return invalid('AppointmentResponse', response.violations(body)[0]);
  const id = idIn('Appointment', body.appointment.reference);
  if (id === undefined)
    return refused(422, 'value', 'AppointmentResponse.appointment.reference: expected Appointment/{id}.');
  switch (ledger.answer(id, body.participantStatus, body.comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 201 };
    case 'contradiction':
      return refused(409, 'conflict', 'The appointment has been settled otherwise.');
    case 'unknown':
      return isCreating ? later() : refused(404, 'not-found', 'There is no such appointment.');
  }
}

/** An update by the XIS, `PUT /Appointment/{id}` (UP-1 to UP-4). */
export function receiveUpdate(ledger: Ledger, id: string, body: unknown, isCreating: boolean): CallbackAnswer {
  if (!update.accepts(body)) return invalid('Appointment', update.violations(body)[0]);
  if (body.id !== id) return refused(422, 'value', 'Appointment.id: expected the id in the path.');
  if (isCreating && ledger.get(id) === undefined) return later();
  const { status, start, end, participant, serviceCategory, comment } = body;
  const patient = participant.find(({ actor }) => actor.identifier !== undefined)?.actor.reference;
  const content = JSON.stringify([status, Date.parse(start), Date.parse(end), serviceCategory, comment]);
  switch (ledger.update({ id, status, start, end, patient, content }, comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 200 };
    case 'contradiction':
      return refused(409, 'conflict', 'The appointment has come to its end.');
    case 'unknown':
      return refused(404, 'not-found', 'There is no such appointment.');
  }
}

function refused(status: number, code: IssueCode, diagnostics: string): CallbackAnswer {
  return { status, issue: { code, diagnostics } };
}

function later(): CallbackAnswer {
  return { ...refused(503, 'exception', 'An appointment is being created; send this again.'), retryAfterSeconds: 1 };
}

function invalid(resource: string, violation: Violation | undefined): CallbackAnswer {
  const at = [resource, ...(violation?.path ?? [])].join('.');
  return refused(422, violation?.code ?? 'structure', `${at}: ${violation?.message ?? 'not valid'}.`);
}
