import type { Run } from '../session/session.ts';
import { type FailureKind, NO_CONNECTION } from '../session/failure.ts';
import type { Reply } from '../session/response.ts';
import type { Asked } from './bodies.ts';
import { bodyId, isMade, locationId } from './created.ts';
import { findLost } from './find-lost.ts';
import { lasting } from './lasting.ts';
import type { Bookable } from './slot-choice.ts';

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
export async function settle(
  run: Run,
  asked: Asked,
  slot: Bookable,
  reply: Reply,
): Promise<{ readonly id: string } | 'not-made' | 'unknown'> {
  const isRefused = reply.status >= 400 && reply.status < 500;
  if (isRefused || (reply.failure && reply.status === 0 && NOT_SENT.has(reply.failure.kind))) return 'not-made';
  if (isMade(reply)) {
    const ids = [locationId(reply), bodyId(reply)].flatMap((id) => id ?? []);
    // One that another of our appointments has already is not this one's.
    const known = new Set(run.bookings.map(({ appointment }) => appointment));
    const id = ids.find((one) => !known.has(one)) ?? ids[0];
    if (id !== undefined) return { id };
  }
  const lost = await findLost(lasting(run), asked, slot);
  return lost === 'not-made' && isMade(reply) ? 'unknown' : lost;
}
