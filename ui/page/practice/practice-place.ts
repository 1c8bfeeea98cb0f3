import { goTo, type Place, place } from '../app/router.ts';
import { addDays, mondayOf } from '../app/time.ts';

export type View = 'day' | 'week';

/** What the address of the practice says; undefined is what it leaves open. */
export interface PracticePlace {
  /** The day to show, such as `2027-01-11`. */
  readonly date: string | undefined;
  /** The id of the appointment whose panel is open. */
  readonly appointment: string | undefined;
  readonly view: View | undefined;
  /** The id of the only schedule to show; `all` for all of them. */
  readonly schedule: string | undefined;
}

/** Reads a place such as `#/01000001/practice/2027-01-11?view=week` or `#/01000001/practice/appointment/1001`. */
export function readPracticePlace({ path, query }: Pick<Place, 'path' | 'query'>): PracticePlace {
  const [first = '', second] = path;
  const view = query['view'];
  return {
    date: isDate(first) ? first : undefined,
    appointment: first === 'appointment' ? second : undefined,
    view: view === 'day' || view === 'week' ? view : undefined,
    schedule: query['schedule'],
  };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** Returns the day that the practice opens with: today, or at a weekend the Monday after it, because the week is over. */
export function firstDay(today: string): string {
  const monday = mondayOf(today);
  return today < addDays(monday, 5) ? today : addDays(monday, 7);
}

/** Goes to a day, in the same view. */
export function goToDate(date: string): void {
  goTo('practice', [date], place.peek().query);
}

/** Opens the panel of an appointment, in the same view. */
export function goToAppointment(id: string): void {
  goTo('practice', ['appointment', id], place.peek().query);
}
