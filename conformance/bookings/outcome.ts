import { NOT_SENT } from '../../transport/failure.ts';
import { at, textOf } from '../read/json.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import type { XisResponse } from '../session/message.ts';
import { type Session, withRequestChanges } from '../session/session.ts';
import { lookUp } from './look-up.ts';
import { type BookingRequest, COMMENT_MARKER } from './request.ts';
import { isFreeNow, type SlotKey } from './slot-choice.ts';

/** The outcome of a booking request; `unknown` when an appointment may have been made under an unknown id. */
export type BookingOutcome = { readonly id: string } | 'not-made' | 'unknown';

const ID = /^[A-Za-z0-9\-.]{1,64}$/;
/** AP-5: relative or absolute, with or without a version. */
const LOCATION = /(?:^|\/)Appointment\/([^/?#]+)(?:\/_history\/[^/?#]+)?$/;

/** Finds out what became of a request to book; where its response does not say so, the appointment is looked up. */
export async function resolveOutcome(
  session: Session,
  request: BookingRequest,
  slot: SlotKey,
  response: XisResponse,
): Promise<BookingOutcome> {
  const isRejected = response.status >= 400 && response.status < 500;
  if (isRejected || (response.failure && response.status === 0 && NOT_SENT.has(response.failure.kind))) {
    return 'not-made';
  }
  if (isSuccess(response)) {
    const ids = [locationId(response), bodyId(response)].flatMap((id) => id ?? []);
    // The id of another of our appointments is not the id of this one.
    const known = new Set(session.bookings.map(({ appointment }) => appointment));
    const id = ids.find((candidate) => !known.has(candidate)) ?? ids[0];
    if (id !== undefined) return { id };
  }
  const orphan = await findOrphan(withRequestChanges(session, { ignoreAbort: true }), request, slot);
  return orphan === 'not-made' && isSuccess(response) ? 'unknown' : orphan;
}

/** Returns whether the XIS says that it has done what was requested. */
export function isSuccess({ status }: XisResponse): boolean {
  return status >= 200 && status < 300;
}

/** Returns the logical id of an appointment in `Location` (AP-6); undefined without one. */
export function locationId({ headers }: XisResponse): string | undefined {
  const id = LOCATION.exec(headers.get('location') ?? '')?.[1];
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** Returns the id in the body of a response to a booking. */
export function bodyId({ body }: XisResponse): string | undefined {
  const id = at(body, 'resourceType') === 'Appointment' ? textOf(at(body, 'id')) : undefined;
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** The values that identify an appointment of ours. */
interface AppointmentKey {
  /** The id in our request; it is in the comment as well. */
  readonly id: string;
  readonly start: string;
}

/** Looks up an appointment whose response was lost: by our own id, which the XIS may have kept, or else by its slot. */
async function findOrphan(session: Session, key: AppointmentKey, slot: SlotKey): Promise<BookingOutcome> {
  const { appointment } = await lookUp(session, key.id);
  if (appointment !== undefined && isOurs(appointment, key, session.options.timeZone)) return { id: key.id };
  const isFree = await isFreeNow(session, slot).catch(() => false);
  return isFree ? 'not-made' : 'unknown';
}

/** Returns whether an appointment is ours: by the id in its comment, or else by our marker and its start. */
export function isOurs(appointment: unknown, { id, start }: AppointmentKey, timeZone: string): boolean {
  const comment = textOf(at(appointment, 'comment'));
  if (comment?.includes(id)) return true;
  const startOf = (value: unknown): number | undefined => parseInstantLeniently(value, timeZone).at;
  const maybeOurs = comment === undefined || comment.includes(COMMENT_MARKER);
  return maybeOurs && startOf(at(appointment, 'start')) === startOf(start);
}
