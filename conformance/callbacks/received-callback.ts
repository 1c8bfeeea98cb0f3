import type { Dialect } from '../../fhir/resources/dialect.ts';
import type { IncomingCallback } from '../callback-listener.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import { at, listOf, parseJson, textOf } from '../read/json.ts';
import type { InspectedOnArrival } from './inspect-token.ts';

/** A callback, read as far as it can be read. */
export interface ParsedCallback {
  /** The time of arrival, in milliseconds since the epoch. */
  readonly at: number;
  /** `response`: an AppointmentResponse, which reports a decision; `update`: an Appointment that was changed (UP-1). */
  readonly kind: 'response' | 'update' | 'unknown';
  readonly headers: Readonly<Record<string, string>>;
  /** `appointment.reference`, as it was written. */
  readonly reference: string | undefined;
  /** The id of the appointment that it names as `Appointment/{id}`. */
  readonly appointment: string | undefined;
  readonly status: string | undefined;
  readonly comment: string | undefined;
  /** The value of the BSN identifier, of either dialect; in an update that of the patient's participant. */
  readonly bsn: string | undefined;
  readonly dialect: Dialect;
  /** Whether the bytes of the body are UTF-8, and no other charset is declared (TR-14). */
  readonly isUtf8: boolean;
  /** The length of the body, in characters. */
  readonly length: number;
  /** The body; undefined when it is not JSON. */
  readonly body: unknown;
}

/** The bearer token of a callback (AU-7). */
export interface CallbackToken {
  readonly text: string;
  /** The token as the option `testTokens` saw it on arrival; undefined without that option, or where it did not respond. */
  readonly inspected: Promise<InspectedOnArrival | undefined>;
}

/** A callback with the response that it got. */
export interface ReceivedCallback extends ParsedCallback {
  readonly token: CallbackToken | undefined;
  /** The id of the exchange, as evidence. */
  readonly exchangeId: string;
  readonly responseStatus: number;
  /** Whether it came before the run requested a decision: then it is about no such decision. */
  readonly isUnrequested: boolean;
}

export function parseCallback(callback: IncomingCallback): ParsedCallback {
  const kind = kindOf(callback);
  const body = parseJson(callback.body);
  const published = listOf(at(body, 'actor', 'reference', 'identifier'));
  const inUpdate = listOf(at(body, 'participant')).flatMap((participant) => {
    const identifier = at(participant, 'actor', 'identifier');
    return [...listOf(identifier), identifier];
  });
  const identifiers = [...published, at(body, 'actor', 'identifier'), ...inUpdate];
  const bsn = identifiers.find((identifier) => at(identifier, 'system') === BSN_SYSTEM);
  const reference = textOf(at(body, 'appointment', 'reference'));
  const idInPath = /Appointment\/([^/?]+)/.exec(callback.path)?.[1];
  return {
    at: callback.at,
    kind,
    headers: callback.headers,
    reference,
    appointment: kind === 'update' ? idInPath : /(?:^|\/)Appointment\/([^/?#]+)/.exec(reference ?? '')?.[1],
    status: textOf(at(body, 'participantStatus')),
    comment: textOf(at(body, 'comment')),
    bsn: textOf(at(bsn, 'value')),
    dialect: published.length > 0 ? 'published' : 'r4',
    isUtf8: callback.isUtf8 !== false && /^utf-?8$/i.test(charsetOf(callback) ?? 'utf-8'),
    length: callback.body.length,
    body,
  };
}

function kindOf({ method, path }: IncomingCallback): ParsedCallback['kind'] {
  const withoutQuery = path.split('?')[0] ?? '';
  if (method === 'POST' && /(?:^|\/)AppointmentResponse\/?$/.test(withoutQuery)) return 'response';
  if (method === 'PUT' && /(?:^|\/)Appointment\/[^/]+$/.test(withoutQuery)) return 'update';
  return 'unknown';
}

function charsetOf({ headers }: IncomingCallback): string | undefined {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
}
