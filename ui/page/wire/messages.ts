/**
 * The messages of the flow: requests and attempts of callbacks, as the interface has them, and what follows from them for the
 * patient and the practitioner (the published flow, steps 4 and 5).
 */
import { decodeReadable } from '../../../output/readable-url.ts';
import type { SequenceMessage } from '../../../output/sequence-diagram.ts';
import type { AppointmentView, DeliveryProgressView, RequestView } from '../../../simulator/index.ts';

export const KINDS = ['search', 'booking', 'cancellation', 'read', 'callback', 'practice'] as const;
/** A kind of message; `practice` is what a practitioner does. */
export type Kind = (typeof KINDS)[number];

/** The lanes of the published flow, by their index. */
const LANE = { patient: 0, spreekuur: 1, xis: 2, practitioner: 3 } as const;

export interface WireMessage extends SequenceMessage {
  readonly kind: Kind;
  /** An instant with the practice's offset. */
  readonly at: string;
  /** The appointment that it is about. */
  readonly appointment: string | undefined;
  /** The patient of that appointment: `Patient/{id}`. */
  readonly patient: string | undefined;
  /** The request or delivery that went over the wire; undefined for what follows from one, and for acts of a person. */
  readonly exchange: Exchange | undefined;
  /** Its place among messages of the same instant: the number of the request that it follows, and a step after that. */
  readonly order: readonly [request: number, step: number];
}

/** What went over the wire. */
export type Exchange =
  | { readonly kind: 'request'; readonly request: RequestView }
  | {
      readonly kind: 'delivery';
      readonly delivery: DeliveryProgressView;
      readonly attempt: DeliveryProgressView['attempts'][number];
      /** From 1. */
      readonly number: number;
    };

/** What happened at an organization, as the interface lists it. */
export interface Happened {
  readonly requests: readonly RequestView[];
  readonly deliveries: Iterable<DeliveryProgressView>;
  readonly appointments: ReadonlyMap<string, AppointmentView>;
}

/**
 * Returns the messages in the order in which they happened.
 * @param batchOf when the page has seen a message first, as a growing number: with a frozen clock many have the same instant
 */
export function listMessages(
  { requests, deliveries, appointments }: Happened,
  batchOf: (id: string) => number = () => 0,
): readonly WireMessage[] {
  const writes = groupByAppointment(requests.filter((request) => isWrite(request) && isSuccess(request.status)));
  const messages = requests.flatMap((request) =>
    messagesOfRequest(request, appointments.get(request.appointment ?? '')),
  );
  const changes = new Map<string, readonly OrderedChange[]>();
  for (const appointment of appointments.values()) {
    const numbers = (writes.get(appointment.id) ?? []).map(({ id }) => id);
    const list = listChanges(appointment, numbers);
    changes.set(appointment.id, list);
    messages.push(...messagesOfChanges(appointment, list));
  }
  for (const [id, list] of groupByAppointment(deliveries)) {
    // The callbacks of an appointment are about its changes, in their order.
    for (const [index, delivery] of list.entries()) {
      const order = changes.get(id)?.[index]?.order ?? [0, index];
      messages.push(...messagesOfDelivery(delivery, appointments.get(id)?.patient, order));
    }
  }
  return orderMessages(messages, batchOf);
}

function groupByAppointment<Item extends { readonly appointment?: string }>(
  items: Iterable<Item>,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const { appointment = '' } = item;
    const group = groups.get(appointment);
    if (group) group.push(item);
    else groups.set(appointment, [item]);
  }
  return groups;
}

/** A change by the practitioner, with its place in the order. */
interface OrderedChange {
  readonly index: number;
  readonly event: AppointmentView['history'][number];
  readonly order: WireMessage['order'];
}

/**
 * Returns what the practitioner did. Each change comes after the patient's booking or cancellation that is before it in the
 * history.
 * @param writes the numbers of those requests
 */
function listChanges({ history }: AppointmentView, writes: readonly number[]): readonly OrderedChange[] {
  let patientEvents = 0;
  return history.flatMap((event, index) => {
    if (event.by !== 'patient') return [{ index, event, order: [writes[patientEvents - 1] ?? 0, index] as const }];
    patientEvents += 1;
    return [];
  });
}

const KIND_OF_OPERATION: Readonly<Record<string, Kind>> = {
  'read-appointment-types': 'search',
  'search-slot': 'search',
  'create-appointment': 'booking',
  'create-appointment-response': 'cancellation',
};

function kindOf({ operation = '' }: RequestView): Kind {
  return KIND_OF_OPERATION[operation] ?? 'read';
}

function isWrite(request: RequestView): boolean {
  return ['booking', 'cancellation'].includes(kindOf(request));
}

function messagesOfRequest(request: RequestView, appointment: AppointmentView | undefined): readonly WireMessage[] {
  const kind = kindOf(request);
  const about: About = {
    kind,
    at: request.at,
    appointment: request.appointment,
    patient: appointment?.patient,
    order: [request.id, -1],
  };
  const label = `${request.method} ${formatUrl(request.url)}`;
  const sent: WireMessage = {
    ...about,
    id: `request ${request.id}`,
    from: LANE.spreekuur,
    to: LANE.xis,
    label,
    groupLabel: label.split('?')[0] ?? label,
    result: formatStatus(request),
    isBroken: isProblem(request),
    exchange: { kind: 'request', request },
  };
  const follow = (part: string, from: number, to: number, text: string): WireMessage =>
    createAct(about, `request ${request.id}, ${part}`, from, to, text);
  if (kind === 'cancellation') {
    return [
      follow('before', LANE.patient, LANE.spreekuur, 'cancels'),
      sent,
      ...(isSuccess(request.status) ? [follow('after', LANE.spreekuur, LANE.patient, 'cancelled')] : []),
    ];
  }
  if (kind !== 'booking') return [sent];
  const isPending = appointment?.history[0]?.state === 'pending';
  const outcome = describeBooking(request, isPending);
  return [
    follow('before', LANE.patient, LANE.spreekuur, 'books'),
    sent,
    // Step 4: the XIS notifies the practitioner.
    ...(isSuccess(request.status)
      ? [follow('notice', LANE.xis, LANE.practitioner, isPending ? 'asks for approval' : 'new appointment')]
      : []),
    ...(outcome === undefined ? [] : [follow('after', LANE.spreekuur, LANE.patient, outcome)]),
  ];
}

/** Returns what the patient reads about a booking. Other failures have no published text. */
function describeBooking({ status }: RequestView, isPending: boolean): string | undefined {
  if (isSuccess(status)) return isPending ? 'pending' : 'booked';
  return status === 409 ? 'timeslot taken' : undefined;
}

const ACTS: Readonly<Record<string, string>> = {
  made: 'makes an appointment',
  accepted: 'approves',
  declined: 'declines',
  moved: 'moves',
  cancelled: 'cancels',
};

function messagesOfChanges(
  { id, patient }: AppointmentView,
  changes: readonly OrderedChange[],
): readonly WireMessage[] {
  return changes.map(({ index, event: { at, what }, order }) =>
    createAct(
      { kind: 'practice', at, appointment: id, patient, order },
      `appointment ${id}, change ${index + 1}`,
      LANE.practitioner,
      LANE.xis,
      ACTS[what] ?? what,
    ),
  );
}

const NEWS: Readonly<Record<string, string>> = {
  accepted: 'approved',
  declined: 'rejected',
  booked: 'changed',
  cancelled: 'cancelled',
};

function messagesOfDelivery(
  delivery: DeliveryProgressView,
  patient: string | undefined,
  order: WireMessage['order'],
): readonly WireMessage[] {
  const { id, operation, appointment, tells, attempts } = delivery;
  const label =
    operation === 'send-appointment-response' ? 'POST /AppointmentResponse' : `PUT /Appointment/${appointment}`;
  const firstDelivered = attempts.findIndex(({ status = 0 }) => isSuccess(status));
  return attempts.flatMap((attempt, index) => {
    const about: About = { kind: 'callback', at: attempt.at, appointment, patient, order };
    const sent: WireMessage = {
      ...about,
      id: `delivery ${id}, attempt ${index + 1}`,
      from: LANE.xis,
      to: LANE.spreekuur,
      label: `${label} (${tells})`,
      groupLabel: `${label} (${tells})`,
      result: attempt.status === undefined ? 'no response' : String(attempt.status),
      isBroken: !isSuccess(attempt.status ?? 0),
      exchange: { kind: 'delivery', delivery, attempt, number: index + 1 },
    };
    // What is delivered again notifies no patient (CB-5, UP-3).
    if (index !== firstDelivered) return [sent];
    return [sent, createAct(about, `${sent.id}, after`, LANE.spreekuur, LANE.patient, NEWS[tells] ?? tells)];
  });
}

/** What the messages of a request, of a change or of an attempt have in common. */
type About = Pick<WireMessage, 'kind' | 'at' | 'appointment' | 'patient' | 'order'>;

/** Creates a message that no request carries. */
function createAct(about: About, id: string, from: number, to: number, label: string): WireMessage {
  return { ...about, id, from, to, label, groupLabel: label, result: '', isBroken: false, exchange: undefined };
}

/** Returns whether a request is worth a look: an error, or a fault that struck it. */
function isProblem({ status, problem, fault }: RequestView): boolean {
  return !isSuccess(status) || problem !== undefined || fault !== undefined;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 400;
}

function formatStatus({ status }: RequestView): string {
  return status === 0 ? 'connection reset' : String(status);
}

/** Returns a path and query below the FHIR base, as people read it. */
export function formatUrl(url: string): string {
  return decodeReadable(url.replace(/^\/fhir(?=\/)/, ''));
}

function orderMessages(messages: readonly WireMessage[], batchOf: (id: string) => number): readonly WireMessage[] {
  return messages
    .map((message) => ({ message, keys: [Date.parse(message.at), batchOf(message.id), ...message.order] }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ message }) => message);
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((key, each) => key !== b[each]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
