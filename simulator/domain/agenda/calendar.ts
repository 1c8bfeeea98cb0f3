import { IANAZone } from 'luxon';
import { type Instant, instant } from '../../../fhir/instant.ts';

/** A day of the local calendar, as the number of days since 1970-01-01. */
export type Day = number & { readonly '~brand': 'Day' };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The days whose offsets a calendar remembers. */
const MAX_DAYS = 20_000;

export function day(count: number): Day {
  return count as Day;
}

/** Returns the day of a date. Values beyond their range roll over. Plain arithmetic, because every search needs it. */
export function dayOfDate(year: number, month: number, dayOfMonth: number): Day {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, dayOfMonth);
  return day(Math.floor(date.getTime() / DAY_MS));
}

/** Returns 0 for Monday to 6 for Sunday. */
export function weekdayOf(date: Day): number {
  return (((date + 3) % 7) + 7) % 7;
}

/** Formats a day as `2026-11-24`. */
export function isoDay(date: Day): string {
  return new Date(date * DAY_MS).toISOString().slice(0, 10);
}

/** The calendar of one time zone. */
export interface Calendar {
  readonly zone: string;
  /** Returns the local day of an instant. */
  dayAt(at: Instant): Day;
  /**
   * Returns the instant of a local time: the first occurrence of a time that occurs twice, the change of a time that the
   * clock skips. So instants follow the order of local times, and intervals neither overlap nor leave a gap.
   * @param minutes after midnight, 0 to 1440
   */
  at(date: Day, minutes: number): Instant;
  /** Returns all instants of a local time: no instant of a time that the clock skips, two of a time that occurs twice. */
  occurrences(date: Day, minutes: number): readonly Instant[];
  /** Returns the whole minutes ahead of UTC at an instant. */
  offsetAt(at: Instant): number;
}

/** The offsets at both ends of a period, and the instant of the change between them; infinite without a change. */
interface Offsets {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

const calendars = new Map<string, Calendar>();

/**
 * Returns the calendar of a time zone. All organizations share it with the offsets that it remembers.
 * @param zone a valid IANA name
 */
export function calendarOf(zone: string): Calendar {
  let calendar = calendars.get(zone);
  if (!calendar) {
    calendar = createCalendar(zone);
    calendars.set(zone, calendar);
  }
  return calendar;
}

function createCalendar(zone: string): Calendar {
  const rules = IANAZone.create(zone);
  const known = new Map<number, Offsets>();

  const offsetsAround = (date: number): Offsets => {
    let offsets = known.get(date);
    if (!offsets) {
      offsets = findOffsets(rules, (date - 1) * DAY_MS, (date + 2) * DAY_MS);
      if (known.size >= MAX_DAYS) known.clear();
      known.set(date, offsets);
    }
    return offsets;
  };

  const offsetAt = (at: number): number => {
    const offsets = offsetsAround(Math.floor(at / DAY_MS));
    return at < offsets.change ? offsets.before : offsets.after;
  };

  return {
    zone,
    offsetAt,
    dayAt: (at) => day(Math.floor((at + offsetAt(at) * MINUTE_MS) / DAY_MS)),
    at(date, minutes) {
      const wall = date * DAY_MS + minutes * MINUTE_MS;
      const { before, after, change } = offsetsAround(date);
      const early = wall - before * MINUTE_MS;
      if (early < change) return instant(early);
      return instant(Math.max(wall - after * MINUTE_MS, change));
    },
    occurrences(date, minutes) {
      const wall = date * DAY_MS + minutes * MINUTE_MS;
      const { before, after, change } = offsetsAround(date);
      const early = wall - before * MINUTE_MS;
      const late = wall - after * MINUTE_MS;
      return [...(early < change ? [instant(early)] : []), ...(late >= change ? [instant(late)] : [])];
    },
  };
}

/** Finds the offsets of a period and the change between them, by bisection. */
function findOffsets(rules: IANAZone, from: number, to: number): Offsets {
  // FHIR writes whole minutes, but before standard time there were offsets with seconds.
  const offsetAt = (at: number): number => Math.round(rules.offset(at));
  const before = offsetAt(from);
  const after = offsetAt(to);
  if (before === after) return { before, after, change: Number.POSITIVE_INFINITY };
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { before, after, change: high };
}
