import { DateTime } from 'luxon';
import { type Day, isoDay } from './calendar.ts';

/** Returns Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): DateTime {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor((b + 8) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - d + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return DateTime.utc(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** Returns the Dutch public holidays of a year on which practices are closed, as `2026-12-25`. */
export function dutchHolidays(year: number): readonly string[] {
  const easter = easterSunday(year);
  const kingsDay = DateTime.utc(year, 4, 27);
  const days = [
    DateTime.utc(year, 1, 1),
    easter,
    easter.plus({ days: 1 }),
    // King's Day on a Sunday is celebrated a day earlier.
    kingsDay.weekday === 7 ? kingsDay.minus({ days: 1 }) : kingsDay,
    easter.plus({ days: 39 }),
    easter.plus({ days: 49 }),
    easter.plus({ days: 50 }),
    DateTime.utc(year, 12, 25),
    DateTime.utc(year, 12, 26),
    // Liberation Day is a public holiday every five years.
    ...(year % 5 === 0 ? [DateTime.utc(year, 5, 5)] : []),
  ];
  return days.map((date) => date.toISODate() as string);
}

/**
 * Creates a test for holidays.
 * @param holidays `nl` for the Dutch public holidays, or dates
 */
export function createHolidayTest(holidays: 'nl' | readonly string[]): (date: Day) => boolean {
  if (holidays !== 'nl') {
    const dates = new Set(holidays);
    return (date) => dates.has(isoDay(date));
  }
  return isDutchHoliday;
}

const dutchYears = new Map<string, ReadonlySet<string>>();

function isDutchHoliday(date: Day): boolean {
  const iso = isoDay(date);
  const year = iso.slice(0, 4);
  let dates = dutchYears.get(year);
  if (!dates) {
    dates = new Set(dutchHolidays(Number(year)));
    dutchYears.set(year, dates);
  }
  return dates.has(iso);
}
