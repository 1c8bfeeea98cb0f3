import type { Session } from '../session/session.ts';
import { type FailureKind, NO_CONNECTION } from '../session/failure.ts';
import type { XisResponse } from '../session/response.ts';
import type { BookingRequest } from './bodies.ts';
import { bodyId, isSuccess, locationId } from './created.ts';
import { findOrphan } from './find-lost.ts';
import { ignoreAbort } from './lasting.ts';
import type { BookableSlot } from './slot-choice.ts';

/** Failures at which the request never left. */
const NOT_SENT: ReadonlySet<FailureKind> = new Set<FailureKind>([
  ...NO_CONNECTION,
  'too-many-requests',
  'too-much-read',
  'given-up',
  'lost',
]);

/**
 * Finds out what a request to book came to; where its answer does not tell, it is looked up.
 * @returns the id that it was made under; `unknown` when it may have been made, and nobody knows the id
 */
export async function resolveOutcome(
  session: Session,
  asked: BookingRequest,
  slot: BookableSlot,
  response: XisResponse,
): Promise<{ readonly id: string } | 'not-made' | 'unknown'> {
  const isRefused = response.status >= 400 && response.status < 500;
  if (isRefused || (response.failure && response.status === 0 && NOT_SENT.has(response.failure.kind))) return 'not-made';
  if (isSuccess(response)) {
    const ids = [locationId(response), bodyId(response)].flatMap((id) => id ?? []);
    // One that another of our appointments has already is not this one's.
    const known = new Set(session.bookings.map(({ appointment }) => appointment));
    const id = ids.find((one) => !known.has(one)) ?? ids[0];
    if (id !== undefined) return { id };
  }
  const lost = await findOrphan(ignoreAbort(session), asked, slot);
  return lost === 'not-made' && isSuccess(response) ? 'unknown' : lost;
}
