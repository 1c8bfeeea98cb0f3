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
 * @param slots in the order of their starts
 * @param incomplete why not every page of the slots was read; then more slots would not help
 * @throws CheckBlocked when the slots are on too few days
 */
export function middleDay(
  { options: { timeZone } }: Session,
  slots: readonly TimedSlot[],
  incomplete?: string,
): MiddleDay {
  const days = daysOf(slots, timeZone);
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

/** Returns the first moments of the days of slots, which are in the order of their starts. */
function daysOf(slots: readonly TimedSlot[], timeZone: string): readonly number[] {
  const days: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { startsAt } of slots) {
    if (startsAt < end) continue;
    const day = toLocal(startsAt, timeZone).startOf('day');
    days.push(day.toMillis());
    end = day.plus({ days: 1 }).toMillis();
  }
  return days;
}

export const middleOfFreeSlots = oncePerRun(async (session) => {
  const { slots, incomplete } = await session.freeSlots();
  return middleDay(session, sortByStart(slots), incomplete);
});
