import { BSN_SYSTEM } from '../naming-systems.ts';
import type { IncomingCallback } from '../callback-listener.ts';
import { at, listOf, textOf } from '../read/json.ts';

/** A callback that came, read as far as it can be read. */
export interface ReceivedCallback {
  /** The id of the exchange, as evidence. */
  readonly exchange: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** `answer`: an AppointmentResponse; `update`: an Appointment that was put (UP-1). */
  readonly kind: 'answer' | 'update' | 'other';
  /** What it was answered. */
  readonly answered: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `appointment.reference` as it was written. */
  readonly reference: string | undefined;
  /** The id of the appointment that it names as `Appointment/{id}`. */
  readonly appointment: string | undefined;
  readonly status: string | undefined;
  readonly comment: string | undefined;
  /** The value of the BSN identifier, of either dialect. */
  readonly bsn: string | undefined;
  readonly dialect: 'published' | 'r4';
  /** How long the body was, in characters. */
  readonly size: number;
  /** Read as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** What kind of callback a request is. */
export function callbackKind({ method, path }: IncomingCallback): ReceivedCallback['kind'] {
  const bare = path.split('?')[0] ?? '';
  if (method === 'POST' && /(?:^|\/)AppointmentResponse\/?$/.test(bare)) return 'answer';
  if (method === 'PUT' && /(?:^|\/)Appointment\/[^/]+$/.test(bare)) return 'update';
  return 'other';
}

/** Reads a callback. */
export function parseCallback(
  callback: IncomingCallback,
  body: unknown,
  { exchange, answered }: Pick<ReceivedCallback, 'exchange' | 'answered'>,
): ReceivedCallback {
  const kind = callbackKind(callback);
  const inReference = listOf(at(body, 'actor', 'reference', 'identifier'));
  const identifiers = [...inReference, at(body, 'actor', 'identifier')];
  const bsn = identifiers.find((identifier) => at(identifier, 'system') === BSN_SYSTEM);
  const reference = textOf(at(body, 'appointment', 'reference'));
  const inPath = /Appointment\/([^/?]+)/.exec(callback.path)?.[1];
  return {
    exchange,
    at: callback.at,
    kind,
    answered,
    headers: callback.headers,
    reference,
    appointment: kind === 'update' ? inPath : /(?:^|\/)Appointment\/([^/?#]+)/.exec(reference ?? '')?.[1],
    status: textOf(at(body, 'participantStatus')),
    comment: textOf(at(body, 'comment')),
    bsn: textOf(at(bsn, 'value')),
    dialect: inReference.length > 0 ? 'published' : 'r4',
    size: callback.body.length,
    body,
  };
}
