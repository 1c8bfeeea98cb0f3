import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { idIn } from '../../fhir/reference.ts';
import { defined } from '../../schema/defined.ts';
import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, NO_RESPONSE } from '../failure.ts';
import type { Reply } from '../http/xis-client.ts';
import { createObserver, type Observation, type Observer } from '../observation.ts';
import { asList, asObject, asText, describeMismatch, observeContent } from '../read/values.ts';
import { readSearchset } from './search-slots.ts';

/** The current state of an appointment in the XIS. */
export interface AppointmentNow {
  readonly id: string;
  readonly status: string;
  readonly start: string;
  /** The logical id of its patient, where the XIS shows it. */
  readonly patientId?: string;
  /** Whether the patient can still cancel it (CN-2). */
  readonly cancellable: boolean;
}

export type ReadResult =
  | { readonly outcome: 'found'; readonly appointment: AppointmentNow; readonly observations: readonly Observation[] }
  | { readonly outcome: 'absent'; readonly observations: readonly Observation[] }
  | Failure;

/** The statuses of a read that a XIS without reads returns. */
const WITHOUT_READ = [404, 405, 501];
/** The statuses of a search that a XIS without searches returns. */
const WITHOUT_SEARCH = [400, 404, 405, 501];

/**
 * Reads an appointment back (CN-1, CN-2): by a read, and by a search where the read does not show it, unless one of them is
 * configured. One of the two is enough, so a XIS may return anything for the other.
 */
export async function readAppointment(context: FlowContext, id: string): Promise<ReadResult> {
  const { readBack } = context.options;
  if (readBack === 'search') return searchAppointment(context, id, []);
  const reply = await context.client.get(`/Appointment/${encodeURIComponent(id)}`);
  const observe = createObserver();
  const read = judgeRead(context, reply, id, observe);
  const status = reply.kind === 'no-response' ? undefined : reply.status;
  const finish = (): ReadResult => ('outcome' in read ? read : context.fail(read, observe));
  if (readBack === 'read' || status === undefined || reply.fault || isSettled(read, status)) return finish();
  // A read of an unknown appointment is 404 as well (CN-6), and then a XIS without searches has said so.
  if (WITHOUT_READ.includes(status)) return searchAppointment(context, id, status === 404 ? WITHOUT_SEARCH : []);
  // The read is the failure that is logged.
  const fail: FlowContext['fail'] = (reason) => ({ outcome: 'failed', ...reason, text: '', observations: [] });
  const found = await searchAppointment({ ...context, fail }, id, WITHOUT_SEARCH);
  if (found.outcome !== 'found') return finish();
  observe.warn('CN-5', 'read', `expected the appointment, as a search returns it, got another response with ${status}`);
  return { ...found, observations: [...observe.observations, ...found.observations] };
}

/** Returns whether a read has shown the appointment, or another one (CN-7). */
function isSettled(read: ReturnType<typeof judgeRead>, status: number): boolean {
  if (!('outcome' in read)) return false;
  return read.outcome === 'found' ? isReadable(read.appointment) : status === 200;
}

/** Judges the response to a read; returns the reason of a failure, which is not logged yet. */
function judgeRead(
  { options }: FlowContext,
  reply: Reply,
  id: string,
  observe: Observer,
): Exclude<ReadResult, Failure> | Parameters<FlowContext['fail']>[0] {
  const { observations } = observe;
  if (reply.kind !== 'no-response' && (reply.status === 404 || reply.status === 410)) {
    return { outcome: 'absent', observations };
  }
  const failure = explainFailure(reply, [200]);
  if (failure || reply.kind !== 'response') return failure ?? NO_RESPONSE;
  // The content type of a read by the id is not published.
  observeContent(reply, 'TR-10', observe);
  const appointment = asObject(reply.body);
  if (appointment?.['resourceType'] !== 'Appointment') {
    const error = describeMismatch('Appointment', reply.body);
    return { error, clause: 'CN-1', path: 'resourceType', status: reply.status };
  }
  if (!isRequested(appointment, id, 'id', observe)) return { outcome: 'absent', observations };
  return { outcome: 'found', appointment: readState(options, appointment, id, '', observe), observations };
}

/** Searches for an appointment. Each of the statuses `absent` means that the XIS does not have it. */
async function searchAppointment(context: FlowContext, id: string, absent: readonly number[]): Promise<ReadResult> {
  const observe = createObserver();
  const { observations } = observe;
  const reply = await context.client.get(`/Appointment?id=${encodeURIComponent(id)}`);
  if (reply.kind !== 'no-response' && absent.includes(reply.status)) return { outcome: 'absent', observations };
  const bundle = readSearchset(context, reply, 'CN-1', observe);
  if ('outcome' in bundle) return bundle;
  const requested = bundle.resources.flatMap(({ resource, path }) => {
    const appointment = asObject(resource);
    if (appointment?.['resourceType'] !== 'Appointment') return [];
    return isRequested(appointment, id, `${path}.id`, observe) ? [{ appointment, path: `${path}.` }] : [];
  });
  const [first] = requested;
  if (!first) return { outcome: 'absent', observations };
  const { appointment, path } = first;
  return { outcome: 'found', appointment: readState(context.options, appointment, id, path, observe), observations };
}

type Fields = Readonly<Record<string, unknown>>;

/** Returns whether an Appointment is the requested one; another one is not taken for it (CN-7). */
function isRequested(appointment: Fields, id: string, path: string, observe: Observer): boolean {
  if (appointment['id'] === id) return true;
  observe.discardMismatch('CN-7', path, 'the requested appointment', appointment['id']);
  return false;
}

/** The statuses of an appointment that takes place; `pending` is of R4. */
const OPEN_STATUSES = ['proposed', 'booked', 'pending'];
/** The other statuses of FHIR. */
const OTHER_STATUSES = ['arrived', 'fulfilled', 'cancelled', 'noshow', 'entered-in-error', 'checked-in', 'waitlist'];

function readState(
  { system }: FlowContext['options'],
  appointment: Fields,
  id: string,
  path: string,
  observe: Observer,
): AppointmentNow {
  const status = asText(appointment['status']) ?? '';
  const start = asText(appointment['start']) ?? '';
  const startsAt = parseInstant(start);
  if (!isStatus(status)) observe.warnMismatch('CN-1', `${path}status`, 'a status', appointment['status']);
  // FHIR allows a cancelled appointment without times. Otherwise it is unknown whether it is in the future (CN-2).
  if (startsAt === undefined && status !== 'cancelled')
    observe.discardMismatch('SL-4', `${path}start`, 'an instant with an offset', appointment['start']);
  const cancellable = OPEN_STATUSES.includes(status) && startsAt !== undefined && startsAt > system.now();
  return { id, status, start, ...defined({ patientId: patientIdIn(appointment) }), cancellable };
}

/** Returns the logical id of the patient among the participants. */
function patientIdIn(appointment: Fields): string | undefined {
  return asList(appointment['participant'])
    .map((participant) => asText(asObject(asObject(participant)?.['actor'])?.['reference']))
    .flatMap((reference) => idIn('Patient', reference ?? '') ?? [])[0];
}

/** Returns whether an appointment has what decides whether it can be cancelled. */
function isReadable({ status, start }: AppointmentNow): boolean {
  return isStatus(status) && parseInstant(start) !== undefined;
}

function isStatus(status: string): boolean {
  return OPEN_STATUSES.includes(status) || OTHER_STATUSES.includes(status);
}

export type CancelResult =
  | { readonly outcome: 'cancelled'; readonly text: string; readonly observations: readonly Observation[] }
  /** CN-2: it has begun, has ended, or does not exist. */
  | { readonly outcome: 'not-cancellable'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/** Cancels an appointment for the patient, after it was read back and this is still possible (CN-1 to CN-3). */
export async function cancelAppointment(
  context: FlowContext,
  id: string,
  patient: { readonly bsn: string },
  comment: string,
): Promise<CancelResult> {
  const now = await readAppointment(context, id);
  if (now.outcome === 'failed') return now;
  const notCancellable = {
    outcome: 'not-cancellable' as const,
    text: context.messageFor('not-cancellable'),
    observations: now.observations,
  };
  if (now.outcome === 'absent' || !now.appointment.cancellable) return notCancellable;
  const observe = createObserver();
  const identifier = { system: BSN_SYSTEM, value: patient.bsn };
  const isPublished = context.options.dialect === 'published';
  const reply = await context.client.post('/AppointmentResponse', {
    // It is not published, but no FHIR library reads a body without it (CB-7).
    resourceType: 'AppointmentResponse',
    actor: isPublished ? { reference: { identifier: [identifier] } } : { identifier },
    comment,
    appointment: { reference: `Appointment/${id}` },
    participantStatus: 'declined',
  });
  if (reply.kind !== 'no-response' && reply.status === 409) return notCancellable;
  // The flow does not need the body.
  if (reply.kind !== 'no-response' && (reply.status === 200 || reply.status === 201 || reply.status === 204)) {
    if (reply.status !== 201) observe.warnMismatch('CN-3', 'status', '201', reply.status);
    return {
      outcome: 'cancelled',
      text: context.messageFor('cancelled'),
      observations: [...now.observations, ...observe.observations],
    };
  }
  return context.fail(explainFailure(reply, [201], 'CN-3') ?? NO_RESPONSE, observe);
}
