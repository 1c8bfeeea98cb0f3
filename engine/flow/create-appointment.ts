import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { redactText } from '../../output/redaction.ts';
import type { FlowContext } from '../context.ts';
import { type Failure, whyNot } from '../failure.ts';
import type { Reply } from '../http/xis-client.ts';
import { createObserver, found, type Observation, type Observer } from '../observation.ts';
import { readCreated } from '../read/appointment.ts';
import type { TypeCoding } from '../read/coding.ts';
import type { Timeslot } from '../read/slot.ts';
import { listOf, notA, objectOf, observeMediaType, textIn } from '../read/values.ts';
import { searchSlots } from './search-slots.ts';

/** Whom an appointment is for. */
export interface BookingPatient {
  /** `Patient/{id}` in the XIS. */
  readonly reference: string;
  readonly display: string;
  /** Told as an identifier of the participant, where no token carries it (TR-3). */
  readonly bsn?: string;
}

/** What is booked. */
export interface BookingRequest {
  readonly type: TypeCoding;
  readonly slot: Timeslot;
  readonly patient: BookingPatient;
  /** The patient's reason. */
  readonly reason: string;
}

/** What step 4 came to. A conflict and a rejection have stored nothing; a failure should not have; of `unknown` nobody knows. */
export type BookingResult =
  | {
      readonly outcome: 'approved' | 'pending';
      readonly appointmentId: string;
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  /** AP-7: the slot has gone. */
  | { readonly outcome: 'conflict'; readonly text: string; readonly observations: readonly Observation[] }
  /** The XIS finds fault with the request. */
  | {
      readonly outcome: 'rejected';
      readonly status: number;
      /** What the XIS says is wrong; redacted. */
      readonly diagnostics: string;
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  /** AP-12: the request may have been handled; it is not sent again. */
  | {
      readonly outcome: 'unknown';
      readonly error: string;
      /** What a search says of the slot now. */
      readonly slotNow: 'free' | 'gone' | 'unknown';
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  | Failure;

/** Step 4: creates the appointment, with one request and no second (AP-1 to AP-12). */
export async function createAppointment(
  context: FlowContext,
  request: BookingRequest,
  clientId: string,
): Promise<BookingResult> {
  const observe = createObserver();
  const reply = await context.client.post('/Appointment', bodyOf(context, request, clientId));
  if (isUncertain(reply)) return unknown(context, request, whyNot(reply, [201])?.error ?? 'no answer', observe);
  if (reply.kind === 'no-answer') return context.failed(whyNot(reply, []) ?? { error: 'no answer' }, observe);
  const { status } = reply;
  const body = reply.kind === 'answer' ? reply.body : undefined;
  if (reply.kind === 'unreadable')
    observe.odd('TR-1', 'body', `expected FHIR JSON, found a body that cannot be read: ${reply.reason}`);
  else observeMediaType(reply, observe);
  if (status >= 200 && status < 300) {
    if (status !== 201) observe.odd('AP-5', 'status', `expected 201, found ${status}`);
    return created(context, request, reply, observe);
  }
  const { observations } = observe;
  if (status === 409) {
    observeOutcome(body, 'conflict', observe);
    return { outcome: 'conflict', text: context.text('conflict'), observations };
  }
  if (status === 400 || status === 422) {
    observeOutcome(body, undefined, observe);
    return {
      outcome: 'rejected',
      status,
      diagnostics: diagnosticsOf(body, request),
      text: context.text('rejected'),
      observations,
    };
  }
  return context.failed({ error: `expected status 201, found ${status}`, clause: 'AP-5', status }, observe);
}

/** AP-12: an answer that did not come, or that a gateway gives in the XIS's place, leaves it open what was done. */
function isUncertain(reply: Reply): boolean {
  if (reply.kind === 'no-answer') return reply.handled === 'perhaps';
  return reply.status === 502 || reply.status === 504;
}

async function unknown(
  context: FlowContext,
  { type, slot }: BookingRequest,
  error: string,
  observe: Observer,
): Promise<BookingResult> {
  context.options.logError(redactText(`AP-12: ${error}`));
  const search = await searchSlots(context, { type, span: context.window(), schedule: slot.schedule }, observe);
  const isFree = 'slots' in search && search.slots.some(({ startsAt }) => startsAt === slot.startsAt);
  const slotNow = 'outcome' in search ? 'unknown' : isFree ? 'free' : 'gone';
  return { outcome: 'unknown', error, slotNow, text: context.text('unknown'), observations: observe.observations };
}

async function created(
  context: FlowContext,
  request: BookingRequest,
  reply: Exclude<Reply, { readonly kind: 'no-answer' }>,
  observe: Observer,
): Promise<BookingResult> {
  const body = reply.kind === 'answer' ? reply.body : undefined;
  const { id, practitioner } = readCreated(reply.headers.get('location'), body, observe);
  // A patient who reads that it failed would book a second time.
  if (id === undefined) return unknown(context, request, `status ${reply.status}, but no id can be read`, observe);
  const told =
    practitioner === undefined
      ? context.options.answerWithoutBody
      : practitioner === 'accepted'
        ? 'approved'
        : 'pending';
  return { outcome: told, appointmentId: id, text: context.text(told), observations: observe.observations };
}

/** The body in the engine's dialect (AP-1 to AP-4). */
function bodyOf({ options }: FlowContext, { type, slot, patient, reason }: BookingRequest, id: string): object {
  const isPublished = options.dialect === 'published';
  const participant = (actor: object, status: string): object =>
    isPublished ? { actor: { ...actor, required: 'required' }, status } : { actor, required: 'required', status };
  const identifier = patient.bsn === undefined ? {} : { identifier: { system: BSN_SYSTEM, value: patient.bsn } };
  const [practitioner] = slot.practitioners;
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
      participant({ reference: practitioner?.reference ?? '', display: practitioner?.display ?? '' }, 'needs-action'),
    ],
    ...(options.sendSlot && slot.id !== undefined ? { slot: [{ reference: `Slot/${slot.id}` }] } : {}),
  };
}

function observeOutcome(body: unknown, code: string | undefined, observe: Observer): void {
  const outcome = objectOf(body);
  const codes = listOf(outcome?.['issue']).map((issue) => objectOf(issue)?.['code']);
  if (outcome?.['resourceType'] !== 'OperationOutcome') {
    observe.odd('TR-7', 'resourceType', notA('OperationOutcome', body));
  } else if (code !== undefined && !codes.includes(code)) {
    observe.odd('AP-7', 'issue[0].code', `expected '${code}', found ${found(codes[0])}`);
  }
}

/** What the XIS says, without what it repeats of the patient. */
function diagnosticsOf(body: unknown, { patient, reason }: BookingRequest): string {
  const texts = listOf(objectOf(body)?.['issue']).map((issue) => textIn(objectOf(issue)?.['diagnostics']) ?? '');
  let said = texts.filter((text) => text !== '').join(' ');
  for (const secret of [patient.display, reason]) if (secret !== '') said = said.replaceAll(secret, '[redacted]');
  return redactText(said).slice(0, 500);
}
