import { isBsn } from '../../fhir/bsn.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import { readAppointment } from '../interactions/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import type { Interaction } from '../interactions/interaction.ts';
import { hasPublishedContentType } from '../interactions/published-content.ts';
import { IGNORED_PARAMETER, isStrict } from '../interactions/read-input.ts';
import { searchSlot } from '../interactions/slot.ts';
import { isProblem, type ProblemId } from '../problem.ts';
import { type Defect, defineDefects, type MutableBody, type ParsedResponse } from './defect.ts';
import { mutateIssues, parseResult, replaceWithProblem, replaceWithText } from './mutate.ts';

/** The operations with search parameters. */
const SEARCHES: readonly InboundOperation[] = [
  'read-appointment-types',
  'search-slot',
  'search-appointment',
  'search-schedule',
  'search-practitioner-role',
];

const STACK = `java.lang.IllegalStateException
\tat nl.example.xis.fhir.AppointmentService.handle(AppointmentService.java:214)
\tat nl.example.xis.fhir.FhirController.dispatch(FhirController.java:88)`;

const JSON_TYPE = 'application/json; charset=utf-8';

/** Defects of transport and of errors. */
export const TRANSPORT_DEFECTS = defineDefects({
  'unknown-parameter-refused': {
    clauses: ['TR-8'],
    description: 'An unknown search parameter is rejected, also without Prefer: handling=strict.',
    warns: true,
    response: (response) =>
      response.journal.notes?.includes(IGNORED_PARAMETER)
        ? replaceWithProblem(response, {
            problem: 'spoiled',
            status: 400,
            code: 'value',
            detail: 'Unknown parameter.',
          })
        : undefined,
  },
  'strict-ignored': {
    clauses: ['TR-8'],
    description: 'Prefer: handling=strict is ignored: an unknown search parameter is never rejected.',
    warns: true,
    request: (request) =>
      SEARCHES.includes(request.operation) && isStrict(request.prefer) ? { ...request, prefer: '' } : undefined,
  },
  'no-capability-statement': {
    clauses: ['TR-9'],
    description: 'GET /metadata returns 404.',
    warns: true,
    hidesMetadata: true,
  },
  'error-other-code': {
    clauses: ['TR-13'],
    description: "OperationOutcomes of errors have code 'informational', except for a conflict.",
    warns: true,
    response: (response) =>
      isError(response) && response.status !== 409
        ? mutateIssues(response, (issue) => ({ ...issue, code: 'informational' }))
        : undefined,
  },
  'error-shows-bsn': {
    clauses: ['TR-15'],
    description: 'The OperationOutcome of a 422 repeats the BSN of the request.',
    warns: true,
    response(response, { request }) {
      const sent = response.status === 422 && request ? JSON.stringify(request.body) : '';
      const bsn = [...sent.matchAll(/(?<!\d)\d{9}(?!\d)/g)].map(([digits]) => digits).find(isBsn);
      return bsn === undefined ? undefined : appendDiagnostics(response, `The patient is ${bsn}.`);
    },
  },
  'error-shows-stack': {
    clauses: ['TR-15'],
    description: 'OperationOutcomes of errors have a stack trace.',
    warns: true,
    response: (response) => (isError(response) ? appendDiagnostics(response, STACK) : undefined),
  },
  'media-type-json': {
    clauses: ['TR-1'],
    description: 'Responses with types, slots, patients or a created appointment have media type application/json.',
    response: (response, { operation }) =>
      typeof response.body === 'object' && hasPublishedContentType(operation, response.status)
        ? { ...response, mediaType: JSON_TYPE }
        : undefined,
  },
  'media-type-of-errors-json': {
    clauses: ['TR-10'],
    description: 'Errors have media type application/json.',
    warns: true,
    response: (response) =>
      typeof response.body === 'object' && isError(response) ? { ...response, mediaType: JSON_TYPE } : undefined,
  },
  'not-utf8': {
    clauses: ['TR-14'],
    description: 'Bodies are in Latin-1, which their Content-Type does not say.',
    warns: true,
    response: (response) =>
      /[\u0080-\uffff]/.test(JSON.stringify(response.body) ?? '')
        ? { ...response, isLatin1: true, mediaType: response.mediaType ?? 'application/fhir+json' }
        : undefined,
  },
  'error-without-outcome': {
    clauses: ['TR-7'],
    description: 'Errors are plain text, without an OperationOutcome.',
    warns: true,
    response(response) {
      if (!isError(response)) return undefined;
      return { ...replaceWithText(response, response.status, 'The request failed.'), headers: response.headers };
    },
  },
});

function isError({ status }: ParsedResponse): boolean {
  return status >= 400;
}

function appendDiagnostics(response: ParsedResponse, text: string): ParsedResponse {
  return mutateIssues(response, (issue) => ({ ...issue, diagnostics: `${issue.diagnostics ?? ''} ${text}`.trim() }));
}

/** Defects of the separation of organizations. */
export const ORGANIZATION_DEFECTS = defineDefects({
  'organization-missing-served': {
    clauses: ['TR-2'],
    description: 'A request without an organization is handled as a request for this organization.',
    warns: true,
    serves: 'organization-missing',
  },
  'organization-unknown-served': {
    clauses: ['TR-12'],
    description: 'A request for an unknown organization is handled as a request for this organization.',
    warns: true,
    serves: 'organization-forbidden',
  },
  'appointment-read-across': {
    clauses: ['TR-6'],
    description: 'Another organization can read an appointment of this organization by its id.',
    foreignResponse: respondAsOwner('read-appointment', 'no-such-resource', readAppointment),
  },
  'cancel-across': {
    clauses: ['TR-6'],
    description: 'Another organization can cancel an appointment of this organization.',
    foreignResponse: respondAsOwner('create-appointment-response', 'appointment-unknown', createAppointmentResponse),
  },
  'slot-shown-across': {
    clauses: ['TR-6'],
    description: 'The slot search of another organization also returns slots of this organization.',
    foreignResponse(response, { operation, request }, owner) {
      const { body, status } = response;
      if (operation !== 'search-slot' || status !== 200 || typeof body !== 'object' || !request) return undefined;
      const found = searchSlot(owner, request);
      const { entry = [] } = isProblem(found) ? {} : (parseResult(found).body as MutableBody);
      if (entry.length === 0) return undefined;
      const total = body.total === undefined ? {} : { total: body.total + entry.length };
      return { ...response, body: { ...body, ...total, entry: [...(body.entry ?? []), ...entry] } };
    },
  },
});

/** Returns the response of the organization that has the defect, where this one returns a problem. */
function respondAsOwner(
  operation: InboundOperation,
  problem: ProblemId,
  interaction: Interaction,
): NonNullable<Defect['foreignResponse']> {
  return (response, context, owner) => {
    if (context.operation !== operation || response.problem !== problem || !context.request) return undefined;
    const result = interaction(owner, context.request);
    // Facts about another organization do not belong in this journal.
    return isProblem(result) ? undefined : { ...parseResult(result), journal: {} };
  };
}
