import { ACCESS_PROBLEMS } from '../fhir/http/control-access.ts';
import { HTTP_ERRORS } from '../fhir/http/parser-errors.ts';
import type { IssueCode } from '../fhir/resources/operation-outcome.ts';
import { REJECTIONS } from '../oauth/bearer/rejections.ts';

/** A kind of error response. */
interface ProblemKind {
  readonly status: number;
  /** The issue's code (TR-13). */
  readonly code: IssueCode;
  /** The clause or document that requires it. */
  readonly clause: string;
  /** The text of the outcome; details may follow. It never contains a value from a request's body. */
  readonly text: string;
}

/** Creates the kinds of a status with the code that this status usually has. */
const kindsOf = (status: number, code: IssueCode) => (clause: string, text: string) => ({ status, code, clause, text });
const badRequest = kindsOf(400, 'value');
const forbidden = kindsOf(403, 'forbidden');
const notFound = kindsOf(404, 'not-found');
const conflict = kindsOf(409, 'conflict');
const unprocessable = kindsOf(422, 'value');
const serverError = kindsOf(500, 'exception');

/** Every error that the simulator returns, by id. docs/reference/errors.md is generated from it. */
export const PROBLEMS = {
  'organization-missing': {
    status: 400,
    code: 'required',
    clause: 'TR-2',
    text: 'The organization header is missing.',
  },
  'organization-unreadable': badRequest('TR-2', 'The organization header has no AGB code in an expected form.'),
  'organization-contradictory': badRequest('TR-2', 'The organization headers name different organizations.'),
  'organization-forbidden': forbidden(
    'TR-12',
    'The client has no access to this organization. In the simulator: no organization has this AGB code; GET /__admin/organizations lists all organizations.',
  ),
  'token-missing': { ...REJECTIONS.missing, clause: 'AU-2', text: 'A bearer token is required.' },
  'token-invalid': { ...REJECTIONS.invalid, clause: 'AU-3', text: 'The bearer token is not valid.' },
  'token-expired': { ...REJECTIONS.expired, clause: 'AU-3', text: 'The bearer token is not valid.' },
  'token-several': { ...REJECTIONS.several, clause: 'RFC 6750', text: 'Expected one bearer token.' },
  'token-scope': {
    ...REJECTIONS['insufficient-scope'],
    clause: 'RFC 6750',
    text: 'The token does not have the required scopes.',
  },
  'token-keys': {
    ...REJECTIONS['keys-unavailable'],
    clause: 'AU-3',
    text: 'The bearer token cannot be validated now.',
  },
  'token-organization': forbidden('AU-8', 'The client of the token may not act for this organization.'),
  'token-without-patient': forbidden(
    'AU-5',
    'The token has no BSN: this needs the token of a patient who is logged in.',
  ),
  'token-other-patient': forbidden('AU-6', 'The token is of another patient.'),
  'no-such-path': notFound('TR-7', 'Unknown path.'),
  'no-such-resource': notFound('CN-6', 'This organization has no such resource.'),
  'method-not-allowed': {
    status: 405,
    code: 'not-supported',
    clause: 'RFC 9110',
    text: 'This path does not support this method.',
  },
  'not-acceptable': {
    status: 406,
    code: 'not-supported',
    clause: 'TR-1',
    text: 'Unsupported Accept or _format: the response is application/fhir+json.',
  },
  'body-not-json': { status: 400, code: 'structure', clause: 'AP-10', text: 'The body is not JSON.' },
  'body-not-utf8': {
    status: 400,
    code: 'structure',
    clause: 'TR-14',
    text: 'The body is not UTF-8.',
  },
  'body-too-long': { status: 413, code: 'too-long', clause: 'RFC 9110', text: 'The body is too long.' },
  'body-too-complex': {
    status: 422,
    code: 'structure',
    clause: 'AP-10',
    text: 'The body is nested too deeply, or has too many keys.',
  },
  'media-type': {
    status: 415,
    code: 'not-supported',
    clause: 'TR-1',
    text: 'Unsupported Content-Type: expected application/fhir+json.',
  },
  ...HTTP_ERRORS,
  'unknown-parameter': badRequest('TR-8', 'Unknown search parameter, rejected because of Prefer: handling=strict.'),
  'unknown-modifier': badRequest('SL-17', 'Modifiers of search parameters are not supported.'),
  'missing-parameter': { status: 400, code: 'required', clause: 'CN-1', text: 'A search parameter is missing.' },
  'bad-date': badRequest(
    'SL-17',
    'Invalid date: expected a prefix (ge, le, gt, lt, eq, ne, sa, eb) and an ISO 8601 date or instant.',
  ),
  'raw-plus': badRequest(
    'SL-15',
    "The date has a space: a '+' in a query is decoded as a space. Percent-encode the '+' of the offset as %2B.",
  ),
  'bad-token': badRequest('SL-17', "Invalid token: expected 'system|code'."),
  'bad-status': badRequest('SL-3', 'Invalid slot status: expected free, busy or needs-action (R4: busy-tentative).'),
  'bad-reference': badRequest('SL-11', 'Invalid schedule: expected its id or Schedule/{id}.'),
  'bad-count': badRequest('SL-17', 'Invalid count: expected a whole number from 0 to 100000.'),
  'bad-page': badRequest('SL-18', 'Invalid page: follow the link with relation next unchanged.'),
  'body-invalid': {
    status: 422,
    code: 'structure',
    clause: 'AP-10',
    text: 'The body is not a valid resource of its type.',
  },
  'cancelled-status': unprocessable('AP-3', 'An appointment cannot be created with status cancelled.'),
  'other-dialect': {
    status: 422,
    code: 'structure',
    clause: 'AP-4',
    text: 'This organization does not understand the shape of the body.',
  },
  'practitioner-status': unprocessable(
    'AP-4',
    'This organization does not understand the status of the practitioner as participant.',
  ),
  participants: unprocessable('AP-4', 'Expected two participants: Patient/{id} and PractitionerRole/{id}.'),
  'patient-status': unprocessable('AP-4', 'The status of the patient as participant must be accepted.'),
  'patient-bsn': unprocessable('AP-4', 'The identifier of the patient is not a BSN: it fails the eleven test.'),
  'patient-bsn-differs': unprocessable('AP-10', 'The practice knows this patient with another BSN.'),
  'unknown-patient': unprocessable('AP-10', 'The practice does not know this patient.'),
  'unknown-type': unprocessable('AP-2', 'No service category is an appointment type of this practice.'),
  'bad-interval': unprocessable('AP-2', 'The start of an appointment must be before its end.'),
  'bad-slot-reference': unprocessable('AP-2', 'Invalid slot: expected Slot/{id}.'),
  'no-such-slot': unprocessable('AP-19', 'The practitioner has no slot with this start, end and service category.'),
  'slot-disagrees': unprocessable(
    'AP-2',
    'The referenced slot does not match the practitioner, start, end and service category.',
  ),
  past: unprocessable('AP-19', 'The slot is in the past.'),
  'slot-taken': conflict('AP-7', 'ResourceConflict: the slot is no longer available.'),
  'bsn-missing': {
    status: 422,
    code: 'required',
    clause: 'CN-3',
    text: 'The actor has no identifier with system http://fhir.nl/fhir/NamingSystem/bsn.',
  },
  'appointment-unknown': notFound('CN-4', 'This organization has no such appointment.'),
  'patient-differs': forbidden('CN-4', 'The appointment belongs to another patient.'),
  'not-cancellable': conflict('CN-2', 'The appointment can no longer be cancelled: its start has passed.'),
  'control-invalid': unprocessable('control', 'Invalid command.'),
  'control-not-found': notFound('control', 'Not found.'),
  'control-conflict': conflict('control', 'The command conflicts with the current state.'),
  'control-token': { ...ACCESS_PROBLEMS['control-token'], clause: 'control' },
  'control-closed': { ...ACCESS_PROBLEMS['control-closed'], clause: 'control' },
  'control-foreign': { ...ACCESS_PROBLEMS['control-foreign'], clause: 'control' },
  injected: serverError('fault', 'A fault caused this response.'),
  spoiled: serverError('defect', 'A defect caused this response.'),
  'store-unavailable': {
    status: 503,
    code: 'transient',
    clause: 'TR-7',
    text: 'The store of the simulator is down or full. Nothing was stored, unless the connection was lost on the way: try again.',
  },
  unexpected: serverError('TR-7', 'Unexpected error in the simulator. Nothing was stored.'),
} satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemId = keyof typeof PROBLEMS;

/** An error that becomes a response, with its details. */
export interface Problem {
  readonly problem: ProblemId;
  /** Follows the text; consists of names and protocol values only. */
  readonly detail?: string;
  /** The place in the body, as a FHIRPath expression, or the parameter. */
  readonly expression?: string;
  /** Replaces the issue code of the kind. */
  readonly code?: IssueCode;
  /** Replaces the status of the kind. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value && typeof value.problem === 'string';
}
