import { IANAZone } from 'luxon';
import { type Instant, instant } from '../../../fhir/instant.ts';

/** A day of the local calendar: days since 1970-01-01. */
export type Day = number & { readonly '~brand': 'Day' };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Takes a count of days since 1970-01-01 for a day. */
export function day(count: number): Day {
  return count as Day;
}

/** The day of a date; a month or day beyond its range is one of the next. Every search does this, so it is plain arithmetic. */
export function dayOfDate(year: number, month: number, dayOfMonth: number): Day {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, dayOfMonth);
  return day(Math.floor(date.getTime() / DAY_MS));
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(of: Day): number {
  return (((of + 3) % 7) + 7) % 7;
}

/** A day as `2026-11-24`. */
export function isoDay(of: Day): string {
  return new Date(of * DAY_MS).toISOString().slice(0, 10);
}

/** The calendar of one time zone. */
export interface Calendar {
  readonly zone: string;
  /** The local day that a moment falls on. */
  dayAt(at: Instant): Day;
  /**
   * The moment of a local time. A time that occurs twice is its first occurrence, a time that the clock skips is the
   * moment of the change; so later local times never come earlier, and intervals neither overlap nor leave a gap.
   * @param minutes after midnight, 0 to 1440
   */
  at(of: Day, minutes: number): Instant;
  /** Minutes ahead of UTC at a moment. */
  offsetAt(at: Instant): number;
}

/** Around one day: the offset before and after, and the moment of the change (infinite when there is none). */
interface Offsets {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

/**
 * The calendar of a time zone.
 * @param zone an IANA name that was validated before
 */
export function createCalendar(zone: string): Calendar {
  const rules = IANAZone.create(zone);
  const known = new Map<number, Offsets>();

  const offsetsAround = (of: number): Offsets => {
    let offsets = known.get(of);
    if (!offsets) {
      offsets = findOffsets(rules, (of - 1) * DAY_MS, (of + 2) * DAY_MS);
      known.set(of, offsets);
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
    at(of, minutes) {
      const wall = of * DAY_MS + minutes * MINUTE_MS;
      const { before, after, change } = offsetsAround(of);
      const early = wall - before * MINUTE_MS;
      if (early < change) return instant(early);
      return instant(Math.max(wall - after * MINUTE_MS, change));
    },
  };
}

/** Offsets at both ends of a span of days and, when they differ, the change between them, found by halving. */
function findOffsets(rules: IANAZone, from: number, to: number): Offsets {
  const before = rules.offset(from);
  const after = rules.offset(to);
  if (before === after) return { before, after, change: Number.POSITIVE_INFINITY };
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (rules.offset(middle) === before) low = middle;
    else high = middle;
  }
  return { before, after, change: high };
}
