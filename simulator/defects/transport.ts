import { isBsn } from '../../fhir/bsn.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import { readAppointment } from '../interactions/appointment.ts';
import { createAppointmentResponse } from '../interactions/appointment-response.ts';
import { IGNORED_PARAMETER, isStrict } from '../interactions/read-input.ts';
import { searchSlot } from '../interactions/slot.ts';
import { isProblem } from '../problem.ts';
import { defineDefects, type MutableBody, type ParsedResponse } from './defect.ts';
import { mutateIssues, parseResult, replaceWithProblem, replaceWithText } from './mutate.ts';

/** What has search parameters. */
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

/** Defects of transport and of errors. */
export const TRANSPORT_DEFECTS = defineDefects({
  'unknown-parameter-refused': {
    clauses: ['TR-8'],
    description: 'A search parameter that is not known is refused, also without Prefer: handling=strict.',
    response: (reply) =>
      reply.journal.notes?.includes(IGNORED_PARAMETER)
        ? replaceWithProblem(reply, {
            problem: 'spoiled',
            status: 400,
            code: 'value',
            detail: 'A parameter is not known.',
          })
        : undefined,
  },
  'strict-ignored': {
    clauses: ['TR-8'],
    description: 'Prefer: handling=strict is ignored: a search parameter that is not known never matters.',
    request: (request) =>
      SEARCHES.includes(request.operation) && isStrict(request.prefer) ? { ...request, prefer: '' } : undefined,
  },
  'no-capability-statement': {
    clauses: ['TR-9'],
    description: 'GET /metadata is answered with 404.',
    hidesMetadata: true,
  },
  'error-other-code': {
    clauses: ['TR-7'],
    description: "The outcomes of errors have code 'informational', but for a conflict.",
    response: (reply) =>
      isError(reply) && reply.status !== 409
        ? mutateIssues(reply, (issue) => ({ ...issue, code: 'informational' }))
        : undefined,
  },
  'error-shows-bsn': {
    clauses: ['TR-7'],
    description: 'The outcome of a 422 repeats the BSN that was sent.',
    warns: true,
    response(reply, { request }) {
      const sent = reply.status === 422 && request ? JSON.stringify(request.body) : '';
      const bsn = [...sent.matchAll(/(?<!\d)\d{9}(?!\d)/g)].map(([digits]) => digits).find(isBsn);
      return bsn === undefined ? undefined : appendDiagnostics(reply, `The patient is ${bsn}.`);
    },
  },
  'error-shows-stack': {
    clauses: ['TR-7'],
    description: 'The outcomes of errors show a stack trace.',
    warns: true,
    response: (reply) => (isError(reply) ? appendDiagnostics(reply, STACK) : undefined),
  },
  'media-type-json': {
    clauses: ['TR-1'],
    description: 'Answers are sent as application/json.',
    response: (reply) =>
      typeof reply.body === 'object' ? { ...reply, mediaType: 'application/json; charset=utf-8' } : undefined,
  },
  'error-without-outcome': {
    clauses: ['TR-7'],
    description: 'Errors are plain text, without an OperationOutcome.',
    response(reply) {
      if (!isError(reply)) return undefined;
      return { ...replaceWithText(reply, reply.status, 'The request failed.'), headers: reply.headers };
    },
  },
});

function isError({ status }: ParsedResponse): boolean {
  return status >= 400;
}

function appendDiagnostics(reply: ParsedResponse, text: string): ParsedResponse {
  return mutateIssues(reply, (issue) => ({ ...issue, diagnostics: `${issue.diagnostics ?? ''} ${text}`.trim() }));
}

/** Defects of how organizations are told apart. */
export const ORGANIZATION_DEFECTS = defineDefects({
  'organization-missing-served': {
    clauses: ['TR-2'],
    description: 'A request that names no organization is answered as if it had named this one.',
    warns: true,
    serves: 'organization-missing',
  },
  'organization-unknown-served': {
    clauses: ['TR-6'],
    description: 'A request for an organization that there is not is answered as if it were for this one.',
    serves: 'organization-forbidden',
  },
  'appointment-read-across': {
    clauses: ['TR-6'],
    description: 'Another organization can read an appointment of this one by its id.',
    foreignResponse(reply, { operation, request }, owner) {
      if (operation !== 'read-appointment' || reply.problem !== 'no-such-resource' || !request) return undefined;
      const read = readAppointment(owner, request);
      return isProblem(read) ? undefined : withoutJournal(parseResult(read));
    },
  },
  'cancel-across': {
    clauses: ['TR-6'],
    description: 'Another organization can cancel an appointment of this one.',
    foreignResponse(reply, { operation, request }, owner) {
      if (operation !== 'create-appointment-response' || reply.problem !== 'appointment-unknown' || !request) {
        return undefined;
      }
      const cancelled = createAppointmentResponse(owner, request);
      return isProblem(cancelled) ? undefined : withoutJournal(parseResult(cancelled));
    },
  },
  'slot-shown-across': {
    clauses: ['TR-6'],
    description: "Another organization's search for slots finds those of this one as well.",
    foreignResponse(reply, { operation, request }, owner) {
      const { body, status } = reply;
      if (operation !== 'search-slot' || status !== 200 || typeof body !== 'object' || !request) return undefined;
      const found = searchSlot(owner, request);
      const { entry = [] } = isProblem(found) ? {} : (parseResult(found).body as MutableBody);
      if (entry.length === 0) return undefined;
      const total = body.total === undefined ? {} : { total: body.total + entry.length };
      return { ...reply, body: { ...body, ...total, entry: [...(body.entry ?? []), ...entry] } };
    },
  },
});

/** The journal of the organization that asked knows nothing of the other's appointments. */
function withoutJournal({ journal: _about, ...reply }: ParsedResponse): ParsedResponse {
  return { ...reply, journal: {} };
}
