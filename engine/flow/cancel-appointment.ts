import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { parseInstant } from '../../fhir/instant.ts';
import type { FlowContext } from '../context.ts';
import { type Failure, whyNot } from '../failure.ts';
import { createObserver, found, type Observation } from '../observation.ts';
import { readBundle } from '../read/bundle.ts';
import { notA, objectOf, observeMediaType, textIn } from '../read/values.ts';

/** An appointment as the XIS has it now. */
export interface AppointmentNow {
  readonly id: string;
  readonly status: string;
  readonly start: string;
  /** CN-2: whether the patient can still cancel it. */
  readonly cancellable: boolean;
}

export type ReadResult =
  | { readonly outcome: 'found'; readonly appointment: AppointmentNow; readonly observations: readonly Observation[] }
  | { readonly outcome: 'absent'; readonly observations: readonly Observation[] }
  | Failure;

/** Reads an appointment by a search, as the published flow of a cancellation does (CN-1, CN-2). */
export async function readAppointment(context: FlowContext, id: string): Promise<ReadResult> {
  const observe = createObserver();
  const reply = await context.client.get(`/Appointment?id=${encodeURIComponent(id)}`);
  const wrong = whyNot(reply, [200]);
  if (wrong) return context.failed(wrong, observe);
  if (reply.kind !== 'answer') return context.failed({ error: 'no answer' }, observe);
  observeMediaType(reply, observe);
  const bundle = readBundle(reply.body, 'CN-1', observe);
  const { observations } = observe;
  if (!bundle) {
    const error = notA('Bundle', reply.body);
    return context.failed({ error, clause: 'CN-1', path: 'resourceType', status: reply.status }, observe);
  }
  for (const { resource } of bundle.resources) {
    const appointment = objectOf(resource);
    if (appointment?.['resourceType'] !== 'Appointment' || appointment['id'] !== id) continue;
    const status = textIn(appointment['status']) ?? '';
    const start = textIn(appointment['start']) ?? '';
    const startsAt = parseInstant(start);
    const isOpen = status === 'proposed' || status === 'booked' || status === 'pending';
    const cancellable = isOpen && startsAt !== undefined && startsAt > context.options.system.now();
    return { outcome: 'found', appointment: { id, status, start, cancellable }, observations };
  }
  return { outcome: 'absent', observations };
}

export type CancelResult =
  | { readonly outcome: 'cancelled'; readonly text: string; readonly observations: readonly Observation[] }
  /** CN-2: it has begun, has ended, or is not there. */
  | { readonly outcome: 'not-cancellable'; readonly text: string; readonly observations: readonly Observation[] }
  | Failure;

/** The patient cancels (CN-1 to CN-3): looks first whether it still can be. */
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
    text: context.text('not-cancellable'),
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
  if (reply.kind !== 'no-answer' && reply.status === 409) return notCancellable;
  // What is answered beside the status, the flow does not need.
  if (reply.kind !== 'no-answer' && (reply.status === 200 || reply.status === 201 || reply.status === 204)) {
    if (reply.status !== 201) observe.odd('CN-3', 'status', `expected 201, found ${found(reply.status)}`);
    return {
      outcome: 'cancelled',
      text: context.text('cancelled'),
      observations: [...now.observations, ...observe.observations],
    };
  }
  return context.failed({ clause: 'CN-3', ...(whyNot(reply, [201]) ?? { error: 'no answer' }) }, observe);
}
