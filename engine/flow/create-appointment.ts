import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import type { PractitionerStatus } from '../../fhir/open-readings.ts';
import { redactText } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import { GATEWAY_ERRORS } from '../../transport/retry.ts';
import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, type FailureReason, NO_RESPONSE } from '../failure.ts';
import type { Reply } from '../http/xis-client.ts';
import { createObserver, type Observation, type Observer } from '../observation.ts';
import { readCreated } from '../read/appointment.ts';
import { isListed, type TypeCoding } from '../read/appointment-types.ts';
import type { Timeslot } from '../read/slot.ts';
import { asList, asObject, asText, describeMismatch, observeContent } from '../read/values.ts';
import { searchSlots } from './search-slots.ts';

/** The patient of an appointment. */
export interface BookingPatient {
  /** `Patient/{id}` in the XIS. */
  readonly reference: string;
  readonly display: string;
  /** Sent as an identifier of the participant, where no token carries it (AP-14). */
  readonly bsn?: string;
}

/** The input of step 4. */
export interface BookingRequest {
  readonly type: TypeCoding;
  readonly slot: Timeslot;
  readonly patient: BookingPatient;
  /** The patient's reason. */
  readonly reason: string;
}

/**
 * The result of step 4. After a conflict, a rejection or a failure the XIS should have stored nothing; after `unknown` it may
 * have stored the appointment.
 */
export type BookingResult =
  | {
      readonly outcome: 'approved' | 'pending';
      readonly appointmentId: string;
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  /** AP-7: the slot is no longer free. */
  | { readonly outcome: 'conflict'; readonly text: string; readonly observations: readonly Observation[] }
  /** The XIS rejects the request as invalid. */
  | {
      readonly outcome: 'rejected';
      readonly status: number;
      /** The diagnostics of the XIS, redacted. */
      readonly diagnostics: string;
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  /** AP-12: the XIS may have handled the request, so it is not retried. */
  | {
      readonly outcome: 'unknown';
      readonly error: string;
      /** As in a failure. */
      readonly problem?: Failure['problem'];
      readonly isTransport?: true;
      /** The state of the slot, from a search after the request. */
      readonly slotNow: 'free' | 'gone' | 'unknown';
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  | Failure;

/**
 * Creates the appointment (step 4; AP-1 to AP-12). A XIS may know one status of the practitioner only (AP-4), so a rejected
 * request is sent once more with the other status, unless the status is configured. No other request is sent twice.
 */
export async function createAppointment(
  context: FlowContext,
  request: BookingRequest,
  clientId: string,
): Promise<BookingResult> {
  const { practitionerStatus, approvalTypes = [] } = context.options;
  const needsApproval = isListed(request.type, approvalTypes);
  const status = practitionerStatus ?? (needsApproval ? 'needs-action' : 'accepted');
  const first = await sendBooking(context, request, clientId, status);
  if (first.outcome !== 'rejected' || practitionerStatus !== undefined) return first;
  const other = status === 'accepted' ? 'needs-action' : 'accepted';
  const second = await sendBooking(context, request, clientId, other);
  if (second.outcome === 'rejected') return first;
  const observe = createObserver();
  const message = `the booking was sent once more with '${other}', because '${status}' returned ${first.status}`;
  observe.warn('AP-4', 'participant[1].status', message);
  return { ...second, observations: [...observe.observations, ...second.observations] };
}

/** Sends the request that creates the appointment once. */
async function sendBooking(
  context: FlowContext,
  request: BookingRequest,
  clientId: string,
  practitionerStatus: PractitionerStatus,
): Promise<BookingResult> {
  const observe = createObserver();
  const reply = await context.client.post('/Appointment', buildBody(context, request, clientId, practitionerStatus));
  if (isUncertain(reply)) {
    return reportUnknown(context, request, explainFailure(reply, [201]) ?? NO_RESPONSE, observe);
  }
  if (reply.kind === 'no-response') return context.fail(explainFailure(reply, [201]) ?? NO_RESPONSE, observe);
  const { status } = reply;
  const body = reply.kind === 'response' ? reply.body : undefined;
  const clause = status < 300 ? 'TR-1' : 'TR-10';
  if (reply.kind === 'response') observeContent(reply, clause, observe);
  else if (!reply.fault) observe.warn(clause, 'body', `expected FHIR JSON, got an unreadable body: ${reply.reason}`);
  if (status >= 200 && status < 300) {
    if (status !== 201) observe.warn('AP-5', 'status', `expected 201, got ${status}`);
    return reportCreated(context, request, reply, observe);
  }
  const { observations } = observe;
  if (status === 409) {
    observeOutcome(body, 'conflict', observe);
    return { outcome: 'conflict', text: context.messageFor('conflict'), observations };
  }
  if (status === 400 || status === 422) {
    observeOutcome(body, undefined, observe);
    return {
      outcome: 'rejected',
      status,
      diagnostics: readDiagnostics(body, request),
      text: context.messageFor('rejected'),
      observations,
    };
  }
  return context.fail(explainFailure(reply, [201], 'AP-5') ?? NO_RESPONSE, observe);
}

/** Returns whether the XIS may have created the appointment: a gateway that returns an error may have passed it on (AP-12). */
function isUncertain(reply: Reply): boolean {
  return reply.kind === 'no-response' ? reply.isUncertain : GATEWAY_ERRORS.includes(reply.status);
}

async function reportUnknown(
  context: FlowContext,
  { type, slot }: BookingRequest,
  { error, problem, isTransport }: FailureReason,
  observe: Observer,
): Promise<BookingResult> {
  context.options.logError(redactText(`AP-12: ${error}`));
  const search = await searchSlots(context, { type, span: context.window(), schedule: slot.schedule }, observe);
  const isFree = 'slots' in search && search.slots.some((candidate) => isSamePlace(candidate, slot));
  const slotNow = 'outcome' in search ? 'unknown' : isFree ? 'free' : 'gone';
  return {
    outcome: 'unknown',
    error,
    ...defined({ problem, isTransport }),
    slotNow,
    text: context.messageFor('unknown'),
    observations: observe.observations,
  };
}

/** Checks whether two slots are one place; another place can be alike but for its id (AP-2). */
function isSamePlace(a: Timeslot, b: Timeslot): boolean {
  return (
    a.id === b.id &&
    a.startsAt === b.startsAt &&
    parseInstant(a.end) === parseInstant(b.end) &&
    a.practitioners[0]?.reference === b.practitioners[0]?.reference
  );
}

async function reportCreated(
  context: FlowContext,
  request: BookingRequest,
  reply: Exclude<Reply, { readonly kind: 'no-response' }>,
  observe: Observer,
): Promise<BookingResult> {
  const body = reply.kind === 'response' ? reply.body : undefined;
  // A body that broke off on the way is no deviation of the XIS.
  const observeBody = reply.fault ? createObserver() : observe;
  const location = reply.headers.get('location');
  const { id, practitioner } = readCreated(location, body, request.slot.practitioners, observeBody);
  // A patient who reads that the booking failed would book a second time.
  if (id === undefined) {
    return reportUnknown(
      context,
      request,
      { error: `the XIS returned ${reply.status} without an appointment id` },
      observe,
    );
  }
  const configured = findConfiguredOutcome(context, request.type);
  const returned = practitioner === undefined ? undefined : OUTCOMES[practitioner];
  if (configured !== undefined && returned !== undefined && returned !== configured) {
    observe.warn('AP-11', 'participant', `expected ${configured}, as configured in Spreekuur.nl, got ${returned}`);
  }
  const outcome = returned ?? configured ?? context.options.answerWithoutBody;
  return { outcome, appointmentId: id, text: context.messageFor(outcome), observations: observe.observations };
}

const OUTCOMES = { accepted: 'approved', 'needs-action': 'pending' } as const;

/** Returns the outcome by the configuration of Spreekuur.nl for a type (AP-11); undefined where it has no configuration. */
function findConfiguredOutcome({ options }: FlowContext, type: TypeCoding): 'approved' | 'pending' | undefined {
  const { approvalTypes, practitionerStatus } = options;
  if (approvalTypes !== undefined) return isListed(type, approvalTypes) ? 'pending' : 'approved';
  return practitionerStatus === undefined ? undefined : OUTCOMES[practitionerStatus];
}

/** Builds the request body in the engine's dialect (AP-1 to AP-4). */
function buildBody(
  { options }: FlowContext,
  { type, slot, patient, reason }: BookingRequest,
  id: string,
  practitionerStatus: PractitionerStatus,
): object {
  const isPublished = options.dialect === 'published';
  const participant = (actor: object, status: string): object =>
    isPublished ? { actor: { ...actor, required: 'required' }, status } : { actor, required: 'required', status };
  const identifier = patient.bsn === undefined ? {} : { identifier: { system: BSN_SYSTEM, value: patient.bsn } };
  const { reference = '', display = '' } = slot.practitioners[0] ?? {};
  return {
    resourceType: 'Appointment',
    id,
    status: 'proposed',
    start: slot.start,
    end: slot.end,
    serviceCategory: [{ coding: [{ system: type.system, code: type.code, display: type.display }] }],
    comment: reason,
    participant: [
      participant({ reference: patient.reference, display: patient.display, ...identifier }, 'accepted'),
      participant({ reference, display }, practitionerStatus),
    ],
    ...(options.sendSlot && slot.id !== undefined ? { slot: [{ reference: `Slot/${slot.id}` }] } : {}),
  };
}

function observeOutcome(body: unknown, code: string | undefined, observe: Observer): void {
  const outcome = asObject(body);
  const codes = asList(outcome?.['issue']).map((issue) => asObject(issue)?.['code']);
  if (outcome?.['resourceType'] !== 'OperationOutcome') {
    observe.warn('TR-7', 'resourceType', describeMismatch('OperationOutcome', body));
  } else if (code !== undefined && !codes.includes(code)) {
    observe.warnMismatch('AP-16', 'issue[0].code', `'${code}'`, codes[0]);
  }
}

/** Returns the diagnostics of an OperationOutcome, without what they repeat of the patient. */
function readDiagnostics(body: unknown, { patient, reason }: BookingRequest): string {
  const texts = asList(asObject(body)?.['issue']).map((issue) => asText(asObject(issue)?.['diagnostics']) ?? '');
  let diagnostics = texts.filter((text) => text !== '').join(' ');
  for (const secret of [patient.display, reason]) {
    if (secret !== '') diagnostics = diagnostics.replaceAll(secret, '[redacted]');
  }
  return redactText(diagnostics).slice(0, 500);
}
