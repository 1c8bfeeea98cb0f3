import { DateTime } from 'luxon';

/** A span of time, in milliseconds since the epoch. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The hours of a practice, in minutes of the day. */
interface Hours {
  readonly first: number;
  readonly last: number;
  readonly worksThroughNoon: boolean;
}

const LUNCH = { from: 12 * 60, to: 13 * 60 + 30 };
const MIN_SLOTS = 20;

/**
 * Returns whether slots labeled `Z` look as if their times were local: read as local they are the hours of a practice
 * with a break at noon, and as labeled they begin and end late, without that break. Or: read as local they stay the same
 * over a change of daylight-saving time. It is a heuristic, and needs several signs.
 */
export function looksLocal(slots: readonly Span[], timeZone: string): boolean {
  if (slots.length < MIN_SLOTS) return false;
  if (slots.every(({ start }) => DateTime.fromMillis(start, { zone: timeZone }).offset === 0)) return false;
  return hasOfficeHours(slots, timeZone) || staysOverChange(slots, timeZone);
}

function hasOfficeHours(slots: readonly Span[], timeZone: string): boolean {
  const labeled = hoursOf(slots, timeZone);
  const digits = hoursOf(slots, 'utc');
  const isLate = labeled.first >= 9 * 60 && labeled.last > 17 * 60 + 30;
  const isUsual = digits.first >= 7 * 60 + 30 && digits.first < 9 * 60 + 30 && digits.last <= 17 * 60 + 30;
  return isLate && isUsual && labeled.worksThroughNoon && !digits.worksThroughNoon;
}

/** Returns whether the hours before and after a change of the offset are equal in UTC, and not on the local clock. */
function staysOverChange(slots: readonly Span[], timeZone: string): boolean {
  const offsetAt = ({ start }: Span): number => DateTime.fromMillis(start, { zone: timeZone }).offset;
  const offsets = [...new Set(slots.map(offsetAt))];
  if (offsets.length !== 2) return false;
  const [before = [], after = []] = offsets.map((offset) => slots.filter((slot) => offsetAt(slot) === offset));
  if (before.length < MIN_SLOTS || after.length < MIN_SLOTS) return false;
  const isEqual = (zone: string): boolean => {
    const [a, b] = [hoursOf(before, zone), hoursOf(after, zone)];
    return a.first === b.first && a.last === b.last;
  };
  return isEqual('utc') && !isEqual(timeZone);
}

function hoursOf(slots: readonly Span[], zone: string): Hours {
  const spans = slots.map(({ start, end }) => {
    const from = minuteOf(start, zone);
    return { from, to: from + Math.max(0, Math.round((end - start) / 60_000)) };
  });
  const isWorked = (minute: number): boolean => spans.some(({ from, to }) => from <= minute && to > minute);
  const noon = Array.from({ length: (LUNCH.to - LUNCH.from) / 15 }, (_, index) => LUNCH.from + index * 15);
  return {
    first: Math.min(...spans.map(({ from }) => from)),
    last: Math.max(...spans.map(({ to }) => to)),
    worksThroughNoon: noon.every(isWorked),
  };
}

function minuteOf(at: number, zone: string): number {
  const { hour, minute } = DateTime.fromMillis(at, { zone });
  return hour * 60 + minute;
}
