import type { IssueCode } from '../fhir/resources/operation-outcome.ts';

/** A kind of error response. */
interface ProblemKind {
  readonly status: number;
  /** The issue's code (TR-7). */
  readonly code: IssueCode;
  /** The clause or document that requires it. */
  readonly clause: string;
  /** The text of the outcome; details may follow. It never contains a value from a request's body. */
  readonly text: string;
}

/** Every error that the simulator returns, by id. docs/reference/errors.md is generated from it. */
export const PROBLEMS = {
  'organization-missing': {
    status: 400,
    code: 'required',
    clause: 'TR-2',
    text: 'The header X-Organization-Identifier is missing: expected http://fhir.nl/fhir/NamingSystem/agb-z|{AGB code}.',
  },
  'organization-unreadable': {
    status: 400,
    code: 'value',
    clause: 'TR-2',
    text: 'The header X-Organization-Identifier has no AGB code: expected http://fhir.nl/fhir/NamingSystem/agb-z|{eight digits}.',
  },
  'organization-forbidden': {
    status: 403,
    code: 'forbidden',
    clause: 'TR-6',
    text: 'The client has no access to this organization. In the simulator: no organization has this AGB code; GET /__admin/organizations lists all organizations.',
  },
  'no-such-path': { status: 404, code: 'not-found', clause: 'TR-7', text: 'Unknown path.' },
  'no-such-resource': {
    status: 404,
    code: 'not-found',
    clause: 'CN-1',
    text: 'This organization has no such resource.',
  },
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
  'body-too-long': { status: 413, code: 'too-long', clause: 'RFC 9110', text: 'The body is longer than 1 MiB.' },
  'media-type': {
    status: 415,
    code: 'not-supported',
    clause: 'TR-1',
    text: 'Unsupported Content-Type: expected application/fhir+json.',
  },
  'malformed-request': { status: 400, code: 'invalid', clause: 'RFC 9110', text: 'The request is malformed.' },
  'headers-too-long': {
    status: 431,
    code: 'too-long',
    clause: 'RFC 6585',
    text: 'The request line or its headers are too long.',
  },
  'request-timeout': { status: 408, code: 'timeout', clause: 'RFC 9110', text: 'The request did not arrive in time.' },
  'unknown-parameter': {
    status: 400,
    code: 'value',
    clause: 'TR-8',
    text: 'Unknown search parameter, rejected because of Prefer: handling=strict.',
  },
  'unknown-modifier': {
    status: 400,
    code: 'value',
    clause: 'SL-17',
    text: 'Modifiers of search parameters are not supported.',
  },
  'empty-parameter': { status: 400, code: 'value', clause: 'SL-17', text: 'A search parameter has no value.' },
  'missing-parameter': { status: 400, code: 'required', clause: 'CN-1', text: 'A search parameter is missing.' },
  'bad-date': {
    status: 400,
    code: 'value',
    clause: 'SL-17',
    text: 'Invalid date: expected a prefix (ge, le, gt, lt, eq, ne, sa, eb) and an ISO 8601 date or instant.',
  },
  'raw-plus': {
    status: 400,
    code: 'value',
    clause: 'SL-15',
    text: "The date has a space: a '+' in a query is decoded as a space. Percent-encode the '+' of the offset as %2B.",
  },
  'bad-token': { status: 400, code: 'value', clause: 'SL-17', text: "Invalid token: expected 'system|code'." },
  'bad-status': {
    status: 400,
    code: 'value',
    clause: 'SL-3',
    text: 'Invalid slot status: expected free, busy or needs-action (R4: busy-tentative).',
  },
  'bad-reference': {
    status: 400,
    code: 'value',
    clause: 'SL-11',
    text: 'Invalid schedule: expected its id or Schedule/{id}.',
  },
  'bad-count': {
    status: 400,
    code: 'value',
    clause: 'SL-17',
    text: 'Invalid count: expected a whole number from 1 to 100000.',
  },
  'bad-page': {
    status: 400,
    code: 'value',
    clause: 'SL-18',
    text: 'Invalid page: follow the link with relation next unchanged.',
  },
  'body-invalid': {
    status: 422,
    code: 'structure',
    clause: 'AP-10',
    text: 'The body is not a valid resource of its type.',
  },
  'cancelled-status': {
    status: 422,
    code: 'value',
    clause: 'AP-3',
    text: 'An appointment cannot be created with status cancelled.',
  },
  participants: {
    status: 422,
    code: 'value',
    clause: 'AP-4',
    text: 'Expected two participants: Patient/{id} and PractitionerRole/{id}.',
  },
  'patient-status': {
    status: 422,
    code: 'value',
    clause: 'AP-4',
    text: 'The status of the patient as participant must be accepted.',
  },
  'patient-bsn': {
    status: 422,
    code: 'value',
    clause: 'AP-4',
    text: 'The identifier of the patient is not a BSN: it fails the eleven test.',
  },
  'patient-bsn-differs': {
    status: 422,
    code: 'value',
    clause: 'AP-10',
    text: 'The practice knows this patient with another BSN.',
  },
  'unknown-patient': { status: 422, code: 'value', clause: 'AP-10', text: 'The practice does not know this patient.' },
  'unknown-type': {
    status: 422,
    code: 'value',
    clause: 'AP-2',
    text: 'No service category is an appointment type of this practice.',
  },
  'bad-interval': {
    status: 422,
    code: 'value',
    clause: 'AP-2',
    text: 'The start of an appointment must be before its end.',
  },
  'bad-slot-reference': { status: 422, code: 'value', clause: 'AP-2', text: 'Invalid slot: expected Slot/{id}.' },
  'no-such-slot': {
    status: 422,
    code: 'value',
    clause: 'AP-10',
    text: 'The practitioner has no slot with this start, end and service category.',
  },
  'slot-disagrees': {
    status: 422,
    code: 'value',
    clause: 'AP-2',
    text: 'The referenced slot does not match the practitioner, start, end and service category.',
  },
  past: { status: 422, code: 'value', clause: 'AP-10', text: 'The slot is in the past.' },
  'slot-taken': {
    status: 409,
    code: 'conflict',
    clause: 'AP-7',
    text: 'ResourceConflict: the slot is no longer available.',
  },
  'bsn-missing': {
    status: 422,
    code: 'required',
    clause: 'CN-3',
    text: 'The actor has no identifier with system http://fhir.nl/fhir/NamingSystem/bsn.',
  },
  'appointment-unknown': {
    status: 404,
    code: 'not-found',
    clause: 'CN-4',
    text: 'This organization has no such appointment.',
  },
  'patient-differs': {
    status: 403,
    code: 'forbidden',
    clause: 'CN-4',
    text: 'The appointment belongs to another patient.',
  },
  'not-cancellable': {
    status: 409,
    code: 'conflict',
    clause: 'CN-2',
    text: 'The appointment can no longer be cancelled: its start has passed.',
  },
  'control-invalid': {
    status: 422,
    code: 'value',
    clause: 'control',
    text: 'Invalid command.',
  },
  'control-not-found': {
    status: 404,
    code: 'not-found',
    clause: 'control',
    text: 'Not found.',
  },
  'control-conflict': {
    status: 409,
    code: 'conflict',
    clause: 'control',
    text: 'The command conflicts with the current state.',
  },
  'control-token': {
    status: 401,
    code: 'login',
    clause: 'control',
    text: 'The control interface requires its token: Authorization: Bearer {token}.',
  },
  'control-closed': {
    status: 403,
    code: 'forbidden',
    clause: 'control',
    text: 'The control interface is disabled: the simulator listens on a public address and has no token. Set XIS_TESTKIT_ADMIN_TOKEN.',
  },
  'control-foreign': {
    status: 403,
    code: 'forbidden',
    clause: 'control',
    text: 'The control interface rejects requests from web pages of other origins, and host names other than localhost.',
  },
  injected: { status: 500, code: 'exception', clause: 'fault', text: 'A fault caused this response.' },
  spoiled: { status: 500, code: 'exception', clause: 'defect', text: 'A defect caused this response.' },
  unexpected: {
    status: 500,
    code: 'exception',
    clause: 'TR-7',
    text: 'Unexpected error in the simulator. Nothing was stored.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

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
