import type { IssueCode } from '../fhir/resources/operation-outcome.ts';

/** One kind of error answer. */
interface ProblemKind {
  readonly status: number;
  /** The issue's code (TR-7). */
  readonly code: IssueCode;
  /** The clause, or the document, that it follows from. */
  readonly clause: string;
  /** What is said of it; details may follow. Never holds a value from a request's body. */
  readonly text: string;
}

/** Every error that the simulator answers with, by id. docs/reference/errors.md lists them. */
export const PROBLEMS = {
  'organization-missing': {
    status: 400,
    code: 'required',
    clause: 'TR-2',
    text: 'The header X-Organization-Identifier is missing: send http://fhir.nl/fhir/NamingSystem/agb-z|{AGB code}.',
  },
  'organization-unreadable': {
    status: 400,
    code: 'value',
    clause: 'TR-2',
    text: 'The header X-Organization-Identifier holds no AGB code: send http://fhir.nl/fhir/NamingSystem/agb-z|{eight digits}.',
  },
  'organization-forbidden': {
    status: 403,
    code: 'forbidden',
    clause: 'TR-6',
    text: 'The caller may not act for this organization. In the simulator: there is none with this AGB code; GET /__admin/organizations lists those that there are.',
  },
  'no-such-path': { status: 404, code: 'not-found', clause: 'TR-7', text: 'There is nothing at this path.' },
  'no-such-resource': {
    status: 404,
    code: 'not-found',
    clause: 'CN-1',
    text: 'There is no such resource in this organization.',
  },
  'method-not-allowed': {
    status: 405,
    code: 'not-supported',
    clause: 'RFC 9110',
    text: 'This path does not take this method.',
  },
  'not-acceptable': {
    status: 406,
    code: 'not-supported',
    clause: 'TR-1',
    text: 'Only application/fhir+json can be answered.',
  },
  'body-not-json': { status: 400, code: 'structure', clause: 'AP-10', text: 'The body is not JSON.' },
  'body-too-long': { status: 413, code: 'too-long', clause: 'RFC 9110', text: 'The body is longer than 1 MiB.' },
  'media-type': {
    status: 415,
    code: 'not-supported',
    clause: 'TR-1',
    text: 'The body must be sent as Content-Type: application/fhir+json.',
  },
  'malformed-request': { status: 400, code: 'invalid', clause: 'RFC 9110', text: 'The request cannot be read.' },
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
    text: 'Prefer: handling=strict was asked for, and there is a search parameter that is not known here.',
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
    text: 'Not a date: expected a prefix (ge, le, gt, lt, eq, ne, sa, eb) and an ISO 8601 date or instant.',
  },
  'raw-plus': {
    status: 400,
    code: 'value',
    clause: 'SL-15',
    text: "The date holds a space: a '+' in a query reads as one. Send the offset's '+' percent-encoded, as %2B.",
  },
  'bad-token': { status: 400, code: 'value', clause: 'SL-17', text: "Not a token: expected 'system|code'." },
  'bad-status': {
    status: 400,
    code: 'value',
    clause: 'SL-3',
    text: 'Not a status of a slot: expected free, busy or needs-action (R4: busy-tentative).',
  },
  'bad-reference': {
    status: 400,
    code: 'value',
    clause: 'SL-11',
    text: 'Not a schedule: expected its id or Schedule/{id}.',
  },
  'bad-count': {
    status: 400,
    code: 'value',
    clause: 'SL-17',
    text: 'Not a count: expected a whole number from 1 to 100000.',
  },
  'bad-page': {
    status: 400,
    code: 'value',
    clause: 'SL-18',
    text: 'Not a page of this search: follow the link with relation next as it is.',
  },
  'body-invalid': {
    status: 422,
    code: 'structure',
    clause: 'AP-10',
    text: 'The body is not a valid resource of its kind.',
  },
  'cancelled-status': {
    status: 422,
    code: 'value',
    clause: 'AP-3',
    text: 'An appointment cannot be created as cancelled.',
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
    text: 'The patient takes part with status accepted.',
  },
  'patient-bsn': {
    status: 422,
    code: 'value',
    clause: 'AP-4',
    text: 'The identifier of the patient is not a BSN: it does not pass the eleven test.',
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
    text: 'None of the service categories is an appointment type of this practice.',
  },
  'bad-interval': {
    status: 422,
    code: 'value',
    clause: 'AP-2',
    text: 'The start of an appointment comes before its end.',
  },
  'bad-slot-reference': { status: 422, code: 'value', clause: 'AP-2', text: 'Not a slot: expected Slot/{id}.' },
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
    text: 'The slot that is named is not the one that practitioner, start, end and service category name.',
  },
  past: { status: 422, code: 'value', clause: 'AP-10', text: 'The slot lies in the past.' },
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
    text: 'There is no such appointment in this organization.',
  },
  'patient-differs': { status: 403, code: 'forbidden', clause: 'CN-4', text: 'The appointment is of another patient.' },
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
    text: 'The command cannot be read.',
  },
  'control-not-found': {
    status: 404,
    code: 'not-found',
    clause: 'control',
    text: 'What the command names is not there.',
  },
  'control-conflict': {
    status: 409,
    code: 'conflict',
    clause: 'control',
    text: 'The command does not fit how things stand.',
  },
  'control-token': {
    status: 401,
    code: 'login',
    clause: 'control',
    text: 'The control interface needs its token: Authorization: Bearer {token}.',
  },
  'control-closed': {
    status: 403,
    code: 'forbidden',
    clause: 'control',
    text: 'The simulator listens beyond this machine, and no token was set for the control interface: it is closed. Start it with XIS_TESTKIT_ADMIN_TOKEN.',
  },
  'control-foreign': {
    status: 403,
    code: 'forbidden',
    clause: 'control',
    text: 'The control interface takes no requests from web pages of other origins, nor under another host name than localhost.',
  },
  injected: { status: 500, code: 'exception', clause: 'fault', text: 'This answer was asked for by a fault.' },
  spoiled: { status: 500, code: 'exception', clause: 'defect', text: 'This answer was asked for by a defect.' },
  unexpected: { status: 500, code: 'exception', clause: 'TR-7', text: 'The simulator failed. Nothing was stored.' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemId = keyof typeof PROBLEMS;

/** An error answer: what kind it is, and what is particular to this one. */
export interface Problem {
  readonly problem: ProblemId;
  /** More to the text; made of names and protocol values only. */
  readonly detail?: string;
  /** Where in the body, as a FHIRPath expression, or which parameter. */
  readonly expression?: string;
  /** A more fitting issue code than the kind's. */
  readonly code?: IssueCode;
  /** Instead of the kind's, for injected ones. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether an answer is a problem. */
export function isProblem(value: object): value is Problem {
  return 'problem' in value && typeof value.problem === 'string';
}
