import { bookerOf } from '../../../bookings/booker.ts';
import type { BookingAttempt } from '../../../bookings/booking.ts';
import type { BookableSlot } from '../../../bookings/slot-choice.ts';
import { blockCheck } from '../../../session/block-check.ts';
import type { Session } from '../../../session/session.ts';
import { nextSlot } from './book-one.ts';

/** Bodies that are JSON and no Appointment that could be made. */
export const INCOMPLETE = ['no-appointment', 'no-comment', 'no-participant-status'] as const;

type Kind = 'not-json' | (typeof INCOMPLETE)[number];

const WHAT: Readonly<Record<Kind, string>> = {
  'not-json': 'a body that breaks off',
  'no-appointment': 'another resource type',
  'no-comment': 'no comment',
  'no-participant-status': 'participants without status',
};

/** The answer to a booking that is spoiled in one respect; of a slot that is free otherwise, the same for all. */
export function spoiled(session: Session, kind: Kind): Promise<BookingAttempt & { readonly what: string; readonly slot: BookableSlot }> {
  return session.shared(`spoiled ${kind}`, async (session) => {
    const booker = await bookerOf(session);
    const slot = await session.shared('spoiled slot', (session) => nextSlot(session, booker));
    const purpose = `book with ${WHAT[kind]}`;
    const [attempt] = await booker.book(session, [
      kind === 'not-json'
        ? { purpose, slot, rawBody: (text) => text.slice(0, text.length / 2) }
        : {
            purpose,
            slot,
            body: ({ comment, participant, ...rest }) => {
              if (kind === 'no-appointment') return { ...rest, comment, participant, resourceType: 'Basic' };
              if (kind === 'no-comment') return { ...rest, participant };
              return { ...rest, comment, participant: participant.map(({ actor }) => ({ actor })) };
            },
          },
    ]);
    return attempt ? { ...attempt, what: WHAT[kind], slot } : blockCheck('nothing was sent');
  });
}
