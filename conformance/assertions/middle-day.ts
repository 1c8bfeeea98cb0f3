import type { DateTime } from 'luxon';
import { blockCheck } from '../session/block-check.ts';
import { oncePerRun } from '../session/once-per-run.ts';
import type { Session } from '../session/session.ts';
import { sortByStart, type TimedSlot, toLocal } from './times.ts';

/** A day in the middle, and a day on either side. */
const MIN_DAYS = 3;

/** A day in the middle of the window, with slots before it and slots after it. */
export interface MiddleDay {
  /** Its first moment. */
  readonly start: DateTime;
  readonly slotsBefore: number;
  readonly slotsAfter: number;
}

/**
 * Returns a day that has slots on both sides, so that a search that begins or ends there has slots to leave out.
 * @param incomplete why not every page of the slots was read; then more slots would not help
 * @throws CheckBlocked when the slots are on too few days
 */
export function middleDay(
  { options: { timeZone } }: Session,
  slots: readonly TimedSlot[],
  incomplete?: string,
): MiddleDay {
  const days = [...new Set(slots.map(({ startsAt }) => toLocal(startsAt, timeZone).startOf('day').toMillis()))];
  const middle = days[Math.floor(days.length / 2)];
  if (middle === undefined || days.length < MIN_DAYS) {
    const reason = incomplete === undefined ? 'open more slots' : `not every page can be read: ${incomplete}`;
    blockCheck(`expected slots on at least ${MIN_DAYS} days, got slots on ${days.length}: ${reason}`);
  }
  const start = toLocal(middle, timeZone);
  const end = start.plus({ days: 1 }).toMillis();
  return {
    start,
    slotsBefore: slots.filter(({ startsAt }) => startsAt < middle).length,
    slotsAfter: slots.filter(({ startsAt }) => startsAt >= end).length,
  };
}

export const middleOfFreeSlots = oncePerRun(async (session) => {
  const { slots, incomplete } = await session.freeSlots();
  return middleDay(session, sortByStart(slots), incomplete);
});
