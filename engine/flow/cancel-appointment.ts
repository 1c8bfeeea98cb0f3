import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, NO_RESPONSE } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import { asObject, asText } from '../read/values.ts';
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

/** Searches for an appointment, as the published cancellation flow does (CN-1, CN-2). */
export async function readAppointment(context: FlowContext, id: string): Promise<ReadResult> {
  const observe = createObserver();
  const reply = await context.client.get(`/Appointment?id=${encodeURIComponent(id)}`);
  const bundle = readSearchset(context, reply, 'CN-1', observe);
  if ('outcome' in bundle) return bundle;
  const { observations } = observe;
  for (const { resource } of bundle.resources) {
    const appointment = asObject(resource);
    if (appointment?.['resourceType'] !== 'Appointment' || appointment['id'] !== id) continue;
    const status = asText(appointment['status']) ?? '';
    const start = asText(appointment['start']) ?? '';
    const startsAt = parseInstant(start);
    const isOpen = status === 'proposed' || status === 'booked' || status === 'pending';
    const cancellable = isOpen && startsAt !== undefined && startsAt > context.options.system.now();
    return { outcome: 'found', appointment: { id, status, start, cancellable }, observations };
  }
  return { outcome: 'absent', observations };
}

export type CancelResult =
  | { readonly outcome: 'cancelled'; readonly text: string; readonly observations: readonly Observation[] }
  /** CN-2: it has begun, has ended, or does not exist. */
  | { readonly outcome: 'not-cancellable'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/** Cancels an appointment for the patient, after a search that shows whether this is still possible (CN-1 to CN-3). */
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
    ...(isPublished ? {} : { resourceType: 'AppointmentResponse' }),
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
