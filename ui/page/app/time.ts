/**
 * Times as the practice has them: an instant of the control interface has the offset of the practice, so its local time is in
 * its text. The browser's own zone plays no part.
 */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** Returns the local date of an instant: `2027-01-11`. */
export function dateOf(instant: string): string {
  return instant.slice(0, 10);
}

/** Returns the local time of an instant: `09:00`. */
export function timeOf(instant: string): string {
  return instant.slice(11, 16);
}

/** Returns the local time of an instant with seconds: `09:00:05`. */
export function exactTimeOf(instant: string): string {
  return instant.slice(11, 19);
}

/** Returns the minutes since local midnight. */
export function minutesOf(instant: string): number {
  return Number(instant.slice(11, 13)) * 60 + Number(instant.slice(14, 16));
}

/** Formats a date: `Mon 11 Jan`; with the year where it differs from that of another date. */
export function formatDate(date: string, near?: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  const year = near === undefined || near.slice(0, 4) === date.slice(0, 4) ? '' : ` ${day.getUTCFullYear()}`;
  return `${DAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}${year}`;
}

/** Formats an instant: `Mon 11 Jan 09:00`. */
export function formatMoment(instant: string, near?: string): string {
  return `${formatDate(dateOf(instant), near)} ${timeOf(instant)}`;
}

/** Returns a date a number of days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Returns the Monday of the week of a date. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, -((weekday + 6) % 7));
}

/** Returns an instant a number of milliseconds later, with the same offset. */
export function addMilliseconds(instant: string, milliseconds: number): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)$/.exec(instant) ?? [];
  const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(Date.parse(instant) + milliseconds + offsetMs).toISOString().slice(0, 19);
  return `${local}${/(?:Z|[+-]\d\d:\d\d)$/.exec(instant)?.[0] ?? 'Z'}`;
}

/** Formats a duration: `5 s`, `2 min`, `1 h 30 min`, `3 d`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} d`;
}
