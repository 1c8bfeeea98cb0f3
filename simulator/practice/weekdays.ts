import type { DaysConfiguration } from './schema.ts';

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The weekdays that are meant, 0 for Monday to 6 for Sunday; all of them when nothing is said. */
export function weekdays(days: DaysConfiguration | undefined): readonly number[] {
  if (days === undefined || days === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  if (days === 'workdays') return [0, 1, 2, 3, 4];
  return [...new Set(days)].map((name) => NAMES.indexOf(name)).sort();
}

/** The short name of a weekday, `mon` to `sun`. */
export function weekdayName(weekday: number): string {
  return NAMES[weekday] ?? '';
}
