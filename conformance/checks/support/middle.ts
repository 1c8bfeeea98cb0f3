import type { DateTime } from 'luxon';
import { blockCheck } from '../../session/block-check.ts';
import type { Session } from '../../session/session.ts';
import { byStart, local, type TimedSlot } from './times.ts';

/** One in the middle, and one on either side. */
const LEAST_DAYS = 3;

/** A day in the middle of the window, with slots before it, and slots after the day is over. */
export interface MiddleDay {
  /** Its first moment. */
  readonly start: DateTime;
  readonly before: number;
  readonly after: number;
}

/**
 * A day that has slots on both sides: something to be left out by a search that ends or begins there.
 * @throws Blocked when all slots are on the same days
 */
export function middleDay(session: Session, slots: readonly TimedSlot[]): MiddleDay {
  const days = [
    ...new Set(slots.map(({ startsAt }) => local(startsAt, session.options.timeZone).startOf('day').toMillis())),
  ];
  const middle = days[Math.floor(days.length / 2)];
  if (middle === undefined || days.length < LEAST_DAYS) {
    const seen = `there are slots on ${days.length} of the days that were looked at`;
    blockCheck(`${seen}: to search for some of them takes slots on ${LEAST_DAYS} days at least, open some more`);
  }
  const start = local(middle, session.options.timeZone);
  const end = start.plus({ days: 1 }).toMillis();
  return {
    start,
    before: slots.filter(({ startsAt }) => startsAt < middle).length,
    after: slots.filter(({ startsAt }) => startsAt >= end).length,
  };
}

/** The same for every slot of the window. */
export function middleOfEverything(session: Session): Promise<MiddleDay> {
  return session.shared('middle day', async (session) => middleDay(session, byStart((await session.allSlots()).slots)));
}
