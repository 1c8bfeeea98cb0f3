import { daysInMonth, formatInstant, type Instant, parseInstant } from '../../../fhir/instant.ts';
import { type Calendar, type Day, day, dayOfDate, weekdayOf } from './calendar.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A moment of the configuration: an instant, or an absolute or relative day with or without a time. */
export type Moment =
  | { readonly at: Instant; readonly day?: undefined; readonly minutes?: undefined }
  | { readonly at?: undefined; readonly day: DayRule; readonly minutes?: number };

type DayRule =
  | { readonly date: Day }
  | { readonly inDays: number }
  | { readonly inWorkdays: number }
  | { readonly nextWeekday: number };

/**
 * Parses a moment: `2026-12-01T09:00:00+01:00`, `2026-12-01 09:00`, `2026-12-01`, `today 15:00`, `tomorrow`,
 * `next workday 09:00`, `next monday`, `in 3 days 10:30`, `in 2 workdays`, `in 1 week`.
 * @returns undefined for any other text
 */
export function parseMoment(text: string): Moment | undefined {
  const at = parseInstant(text);
  if (at !== undefined) return { at };
  const [, dayText = '', time] = /^(.*?)(?:[ T](\d\d:\d\d))?$/.exec(text) ?? [];
  const rule = parseDay(dayText);
  if (!rule) return undefined;
  if (time === undefined) return { day: rule };
  const minutes = parseTimeOfDay(time);
  return minutes === undefined ? undefined : { day: rule, minutes };
}

function parseDay(text: string): DayRule | undefined {
  const [, year, month, dayOfMonth] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year !== undefined && month !== undefined && dayOfMonth !== undefined) {
    const exists = month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month);
    return exists && year > 0 ? { date: dayOfDate(year, month, dayOfMonth) } : undefined;
  }
  if (text === 'today') return { inDays: 0 };
  if (text === 'tomorrow') return { inDays: 1 };
  if (text === 'next workday') return { inWorkdays: 1 };
  const weekday = WEEKDAYS.indexOf(/^next (\w+)$/.exec(text)?.[1] ?? '');
  if (weekday >= 0) return { nextWeekday: weekday };
  const [, count, unit] = /^in (\d{1,4}) (day|workday|week)s?$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  if (unit === 'workday') return { inWorkdays: Number(count) };
  return { inDays: Number(count) * (unit === 'week' ? 7 : 1) };
}

/** Returns the day of a moment, relative to `today`. */
export function resolveDay(moment: Moment, today: Day, calendar: Calendar, isWorkday: (date: Day) => boolean): Day {
  if (moment.day === undefined) return calendar.dayAt(moment.at);
  const rule = moment.day;
  if ('date' in rule) return rule.date;
  if ('inDays' in rule) return day(today + rule.inDays);
  if ('nextWeekday' in rule) return day(today + 1 + ((rule.nextWeekday - weekdayOf(day(today + 1)) + 7) % 7));
  let remaining = rule.inWorkdays;
  let current = today as number;
  // Bounded: a practice that is always closed has no next workday.
  for (let step = 0; remaining > 0 && step < 5000; step++) {
    current++;
    if (isWorkday(day(current))) remaining--;
  }
  return day(current);
}

/**
 * Returns what is expected instead of a local time that does not occur exactly once, because the clock is set forward or back
 * on its day.
 * @returns undefined for a time that occurs once, and for an instant
 */
export function findAmbiguity(
  moment: Moment,
  today: Day,
  calendar: Calendar,
  isWorkday: (date: Day) => boolean,
): string | undefined {
  if (moment.minutes === undefined) return undefined;
  const occurrences = calendar.occurrences(resolveDay(moment, today, calendar, isWorkday), moment.minutes);
  if (occurrences.length === 1) return undefined;
  if (occurrences.length === 0) return `a time that the clock of ${calendar.zone} does not skip`;
  const instants = occurrences.map((at) => formatInstant(at, calendar.offsetAt(at)));
  return `${instants.join(' or ')}, because the time occurs twice in ${calendar.zone}`;
}

/** Returns the instant of a moment, relative to `today`; without a time, midnight. */
export function resolveMoment(
  moment: Moment,
  today: Day,
  calendar: Calendar,
  isWorkday: (date: Day) => boolean,
): Instant {
  return moment.at ?? calendar.at(resolveDay(moment, today, calendar, isWorkday), moment.minutes ?? 0);
}

/** Parses a time `HH:MM` up to `24:00` to minutes after midnight; returns undefined for any other text. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** Parses a time of day that is already validated. */
export function minutesOf(text: string): number {
  const minutes = parseTimeOfDay(text);
  if (minutes === undefined) throw new Error(`not a time of day: ${text}`);
  return minutes;
}
