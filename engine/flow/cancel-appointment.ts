import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, NO_RESPONSE } from '../failure.ts';
import { createObserver, type Observation, type Observer } from '../observation.ts';
import { asObject, asText, describeMismatch, observeContent } from '../read/values.ts';
import { readSearchset } from './search-slots.ts';

/** The current state of an appointment in the XIS. */
export interface AppointmentNow {
  readonly id: string;
  readonly status: string;
  readonly start: string;
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
 * Reads an appointment back (CN-1, CN-2): by a read, and by a search where the XIS has no read, unless one of them is
 * configured.
 */
export async function readAppointment(context: FlowContext, id: string): Promise<ReadResult> {
  const { readBack } = context.options;
  if (readBack === 'search') return searchAppointment(context, id, []);
  const reply = await context.client.get(`/Appointment/${encodeURIComponent(id)}`);
  const status = reply.kind === 'no-response' ? undefined : reply.status;
  if (readBack === undefined && status !== undefined && WITHOUT_READ.includes(status)) {
    // A read of an unknown appointment is 404 as well (CN-6), and then a XIS without searches has said so.
    return searchAppointment(context, id, status === 404 ? WITHOUT_SEARCH : []);
  }
  const observe = createObserver();
  const { observations } = observe;
  if (status === 404 || status === 410) return { outcome: 'absent', observations };
  const failure = explainFailure(reply, [200]);
  if (failure || reply.kind !== 'response') return context.fail(failure ?? NO_RESPONSE, observe);
  // The content type of a read by the id is not published.
  observeContent(reply, 'TR-10', observe);
  const appointment = asObject(reply.body);
  if (appointment?.['resourceType'] !== 'Appointment') {
    const error = describeMismatch('Appointment', reply.body);
    return context.fail({ error, clause: 'CN-1', path: 'resourceType', status: reply.status }, observe);
  }
  if (!isRequested(appointment, id, 'id', observe)) return { outcome: 'absent', observations };
  return { outcome: 'found', appointment: readState(context, appointment, { id, path: '' }, observe), observations };
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
  const [found] = requested;
  if (!found) return { outcome: 'absent', observations };
  const appointment = readState(context, found.appointment, { id, path: found.path }, observe);
  return { outcome: 'found', appointment, observations };
}

type Fields = Readonly<Record<string, unknown>>;

/** Returns whether an Appointment is the requested one; another one is not taken for it (CN-7). */
function isRequested(appointment: Fields, id: string, path: string, observe: Observer): boolean {
  if (appointment['id'] === id) return true;
  observe.discardMismatch('CN-7', path, 'the requested appointment', appointment['id']);
  return false;
}

function readState(
  context: FlowContext,
  appointment: Fields,
  { id, path }: { readonly id: string; readonly path: string },
  observe: Observer,
): AppointmentNow {
  const status = asText(appointment['status']) ?? '';
  const start = asText(appointment['start']) ?? '';
  const startsAt = parseInstant(start);
  if (startsAt === undefined) {
    // Without it it is unknown whether the appointment is in the future (CN-2).
    observe.discardMismatch('SL-4', `${path}start`, 'an instant with an offset', appointment['start']);
  }
  const isOpen = status === 'proposed' || status === 'booked' || status === 'pending';
  const cancellable = isOpen && startsAt !== undefined && startsAt > context.options.system.now();
  return { id, status, start, cancellable };
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
  return context.fail({ clause: 'CN-3', ...(explainFailure(reply, [201]) ?? NO_RESPONSE) }, observe);
}
