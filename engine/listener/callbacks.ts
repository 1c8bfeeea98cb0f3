import type { IncomingHttpHeaders } from 'node:http';
import { AGB_SYSTEM, type Agb } from '../../fhir/agb.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import { idIn } from '../../fhir/reference.ts';
import { appointmentUpdateSchema } from '../../fhir/resources/appointment.ts';
import { readAppointmentResponseSchema } from '../../fhir/resources/appointment-response.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import type { BearerRejection } from '../../oauth/bearer/validate.ts';
import type { Violation } from '../../schema/explain-errors.ts';
import { validator } from '../../schema/validator.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createObserver, type Observation } from '../observation.ts';
import { asObject } from '../read/values.ts';

/** Why the token of a callback is rejected; also a `patient-token`, and one of a client for `other-organizations`. */
export type TokenRejection = BearerRejection['reason'] | 'patient-token' | 'other-organizations';

/** The response to a callback. */
export interface CallbackResponse {
  readonly status: number;
  readonly issue?: { readonly code: IssueCode; readonly diagnostics: string };
  readonly retryAfterSeconds?: number;
  /** The value of `WWW-Authenticate` (AU-4). */
  readonly challenge?: string;
  /** Why the token of the callback was rejected. */
  readonly rejection?: TokenRejection;
  /** The deviations of a callback that was taken. */
  readonly observations?: readonly Observation[];
}

const response = validator(readAppointmentResponseSchema(['accepted', 'declined']));
const update = validator(appointmentUpdateSchema);

/**
 * Checks that the organization header names the organization, under any of its names and in either form (TR-2); returns the
 * error response if not (TR-12, UP-4). A callback with several of these headers needs them to agree.
 */
export function checkOrganization(headers: IncomingHttpHeaders, organization: Agb): CallbackResponse | undefined {
  const given = readOrganizationHeaders(headers);
  if (given.length === 0) return refuse(400, 'required', `The header ${ORGANIZATION_HEADERS[0]} is missing.`);
  const malformed = given.find(({ code }) => !/^\d{8}$/.test(code));
  if (malformed) return refuse(400, 'value', `${malformed.name}: expected an 8-digit AGB code.`);
  if (given.every(({ code }) => code === organization)) return undefined;
  return refuse(403, 'forbidden', 'The XIS may not act for this organization.');
}

/** Returns the organization headers of a callback, each with its value without the system (TR-2). */
export function readOrganizationHeaders(
  headers: IncomingHttpHeaders,
): readonly { readonly name: string; readonly code: string }[] {
  const prefix = `${AGB_SYSTEM}|`;
  return ORGANIZATION_HEADERS.flatMap((name) => {
    const value = [headers[name.toLowerCase()] ?? ''].flat().join(',');
    if (value === '') return [];
    return [{ name, code: (value.startsWith(prefix) ? value.slice(prefix.length) : value).trim() }];
  });
}

/**
 * Handles the practitioner's response, `POST /AppointmentResponse` (CB-1, CB-2, CB-4, CB-5), in either dialect or a mixture of
 * them (CB-7).
 * @param isCreating whether a booking is under way: a response that overtakes its 201 is about an appointment that is not
 *   known yet, and gets 503 for a retry, because a 404 would be final (CB-6); so does one after a booking that ended unknown
 *   (AP-12)
 */
export function receiveResponse(ledger: Ledger, body: unknown, isCreating: boolean): CallbackResponse {
  const given = asObject(body);
  const decision = given === undefined ? body : { ...given, comment: given['comment'] ?? '' };
  if (!response.accepts(decision)) return rejectBody('AppointmentResponse', response.violations(decision)[0]);
  const { appointment, participantStatus, comment } = decision;
  const id = idIn('Appointment', appointment.reference);
  if (id === undefined)
    return refuse(422, 'value', 'AppointmentResponse.appointment.reference: expected Appointment/{id}.');
  const observe = createObserver();
  // It may be empty, and a missing one loses nothing but the practitioner's words to the patient (CB-8).
  const isEmpty = comment.trim() === '';
  if (isEmpty) observe.warnMismatch('CB-1', 'comment', 'a comment', given?.['comment']);
  switch (ledger.recordResponse(id, participantStatus, isEmpty ? undefined : comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 201, observations: observe.observations };
    case 'contradiction':
      return refuse(409, 'conflict', 'The appointment already has another decision.');
    case 'unknown':
      return isCreating ? requestRetry() : refuse(404, 'not-found', 'The appointment is unknown.');
    case 'uncertain':
      return requestRetry(UNCERTAIN_RETRY_SECONDS);
  }
}

/** Handles an update from the XIS, `PUT /Appointment/{id}` (UP-1 to UP-5, UP-7). */
export function receiveUpdate(ledger: Ledger, id: string, body: unknown, isCreating: boolean): CallbackResponse {
  const appointment = dropEmptyComment(body);
  if (!update.accepts(appointment)) return rejectBody('Appointment', update.violations(appointment)[0]);
  if (appointment.id !== id) return refuse(422, 'value', 'Appointment.id: expected the id in the path.');
  if (isCreating && ledger.get(id) === undefined) return requestRetry();
  const { status, start, end, participant, serviceCategory, comment } = appointment;
  const patient = participant.find(({ actor }) => actor.identifier !== undefined)?.actor.reference;
  const content = JSON.stringify([status, parseInstant(start), parseInstant(end), serviceCategory, comment]);
  switch (ledger.recordUpdate({ id, status, start, end, patient, content }, comment)) {
    case 'changed':
    case 'unchanged':
      return { status: 200 };
    case 'contradiction':
      return refuse(409, 'conflict', 'The appointment is rejected or cancelled.');
    case 'unknown':
      return refuse(404, 'not-found', 'The appointment is unknown.');
    case 'uncertain':
      return requestRetry(UNCERTAIN_RETRY_SECONDS);
  }
}

/** An update has no comment by right (UP-1), so an empty one is as good as a missing one. */
function dropEmptyComment(body: unknown): unknown {
  const { comment, ...others } = asObject(body) ?? {};
  return comment === '' || comment === null ? others : body;
}

export function refuse(status: number, code: IssueCode, diagnostics: string): CallbackResponse {
  return { status, issue: { code, diagnostics } };
}

/** The time in which the id of a booking that ended unknown can be looked up. */
const UNCERTAIN_RETRY_SECONDS = 5;

function requestRetry(seconds = 1): CallbackResponse {
  return { ...refuse(503, 'exception', 'A booking is not settled yet; retry.'), retryAfterSeconds: seconds };
}

function rejectBody(resource: string, violation: Violation | undefined): CallbackResponse {
  const at = [resource, ...(violation?.path ?? [])].join('.');
  return refuse(422, violation?.code ?? 'structure', `${at}: ${violation?.message ?? 'not valid'}.`);
}
