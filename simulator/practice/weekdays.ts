import type { DaysConfiguration } from './schema.ts';

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Returns the weekdays, 0 for Monday to 6 for Sunday; all of them by default. */
export function weekdays(days: DaysConfiguration | undefined): readonly number[] {
  if (days === undefined || days === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  if (days === 'workdays') return [0, 1, 2, 3, 4];
  return [...new Set(days)].map((name) => NAMES.indexOf(name)).sort();
}

/** Returns the short name of a weekday, `mon` to `sun`. */
export function weekdayName(weekday: number): string {
  return NAMES[weekday] ?? '';
}
