import { describe, expect, test } from 'vitest';
import { type Day, dayOfDate } from './calendar.ts';
import { createHolidayTest, dutchHolidays } from './holidays.ts';

describe('Dutch holidays', () => {
  test.each([
    [2024, '03-31', '04-01', '05-09', '05-19', '05-20'],
    [2025, '04-20', '04-21', '05-29', '06-08', '06-09'],
    [2026, '04-05', '04-06', '05-14', '05-24', '05-25'],
    [2027, '03-28', '03-29', '05-06', '05-16', '05-17'],
    [2028, '04-16', '04-17', '05-25', '06-04', '06-05'],
    [2029, '04-01', '04-02', '05-10', '05-20', '05-21'],
    [2030, '04-21', '04-22', '05-30', '06-09', '06-10'],
  ])('of %d: Easter is %s and %s, Ascension day %s, Whitsun %s and %s', (year, ...dates) => {
    const holidays = dutchHolidays(year);
    for (const date of ['01-01', '12-25', '12-26', ...dates]) expect(holidays).toContain(`${year}-${date}`);
  });

  test.each([
    [2024, '2024-04-27'],
    [2025, '2025-04-26'],
    [2026, '2026-04-27'],
    [2031, '2031-04-26'],
  ])("King's day of %d is %s: never a Sunday", (year, date) => {
    const april = dutchHolidays(year).filter((holiday) => /-04-2[67]$/.test(holiday));
    expect(april).toEqual([date]);
  });

  test('Liberation day is a holiday once in five years', () => {
    const years = [2024, 2025, 2026, 2029, 2030];
    expect(years.filter((year) => dutchHolidays(year).includes(`${year}-05-05`))).toEqual([2025, 2030]);
  });
});

describe('whether a day is a holiday', () => {
  const among = (isHoliday: (day: Day) => boolean, from: Day): number =>
    Array.from({ length: 365 }, (_, index) => (from + index) as Day).filter(isHoliday).length;

  test('is known for every day of a year', () => {
    // New Year, Easter twice, King's day, Ascension, Whitsun twice, Christmas twice.
    expect(among(createHolidayTest('nl'), dayOfDate(2026, 1, 1))).toBe(9);
    expect(createHolidayTest('nl')(dayOfDate(2026, 12, 25))).toBe(true);
    expect(createHolidayTest('nl')(dayOfDate(2026, 12, 24))).toBe(false);
    expect(createHolidayTest('nl')(dayOfDate(2027, 1, 1))).toBe(true);
  });

  test('may be configured by dates instead', () => {
    const isHoliday = createHolidayTest(['2026-12-24', '2026-02-17']);
    expect(among(isHoliday, dayOfDate(2026, 1, 1))).toBe(2);
    expect(isHoliday(dayOfDate(2026, 12, 25))).toBe(false);
  });
});
