import { type Instant, instant } from '../../fhir/instant.ts';
import { type Calendar, calendarOf, type Day, day, weekdayOf } from '../domain/agenda/calendar.ts';
import { overlaps } from '../domain/agenda/day-slots.ts';
import { createHolidayTest } from '../domain/agenda/holidays.ts';
import { minutesOf, parseMoment, resolveDay, resolveMoment } from '../domain/agenda/moment.ts';
import type { RuledSlot, ScheduleRules, Span } from '../domain/agenda/rules.ts';
import type { Practice } from '../domain/practice.ts';
import {
  type DaysConfiguration,
  type OrganizationConfiguration,
  practitionersOf,
  type ScheduleConfiguration,
} from './schema.ts';
import { weekdays } from './weekdays.ts';

/** The rules of a practice's schedules, with relative dates resolved. */
export interface PracticeRules {
  readonly schedules: readonly ScheduleRules[];
  /** Office hours by weekday, 0 for Monday. */
  readonly officeHours: readonly (readonly Span[])[];
  isClosed(day: Day): boolean;
}

type Closures = OrganizationConfiguration['closures'];
type DayTest = (date: Day) => boolean;

/**
 * Creates the rules of an organization's schedules.
 * @param organization a configuration without mistakes
 * @param practice the resolved configuration
 * @param start the reference of relative dates
 */
export function createPracticeRules(
  organization: OrganizationConfiguration,
  practice: Practice,
  start: Instant,
): PracticeRules {
  const { isClosed, openOn } = createDayTests(organization, calendarOf(practice.timeZone), start);

  const practitioners = new Map(practice.practitioners.map((practitioner) => [practitioner.id, practitioner]));
  const typeIndexes = new Map(practice.types.map(({ code, index }) => [code, index]));
  const typeOf = (code: string): number => typeIndexes.get(code) ?? -1;

  const createRules = (schedule: ScheduleConfiguration, index: number): ScheduleRules => {
    const scheduleCalendar = calendarOf(schedule.timeZone ?? practice.timeZone);
    const closed = either(isClosed, createClosedTest(schedule.closures, scheduleCalendar, start, openOn));
    const explicit = createExplicitSlots(schedule, scheduleCalendar, start, openOn, practice, typeOf);
    const openings = (schedule.hours ?? []).toSorted((a, b) => minutesOf(a.from) - minutesOf(b.from));
    const hours = byWeekday(openings, ({ from, to, type }) => ({
      from: minutesOf(from),
      to: minutesOf(to),
      type: typeOf(type),
    }));
    return {
      index,
      id: schedule.id,
      practitioners: practitionersOf(schedule).flatMap(({ id }) => practitioners.get(id) ?? []),
      calendar: scheduleCalendar,
      hours,
      breaks: byWeekday(schedule.breaks ?? [], toSpan),
      explicit,
      types: practice.types,
      offered: new Set([
        ...hours.flat().map(({ type }) => type),
        ...[...explicit.values()].flat().map(({ type }) => type),
      ]),
      busyShare: schedule.busyShare ?? 0,
      seed: practice.seed,
      isClosed: closed,
    };
  };

  const officeHours = organization.officeHours ?? [{ days: 'workdays', from: '08:00', to: '17:00' } as const];
  return {
    schedules: organization.schedules.map(createRules),
    officeHours: byWeekday(officeHours, toSpan),
    isClosed,
  };
}

/**
 * Creates the tests of days of a practice: whether it is closed, and whether a day counts as a workday for relative dates.
 * @param start the reference of relative dates
 */
export function createDayTests(
  { holidays, closures }: Pick<OrganizationConfiguration, 'holidays' | 'closures'>,
  calendar: Calendar,
  start: Instant,
): { readonly isClosed: DayTest; readonly openOn: DayTest } {
  const isHoliday = holidays === undefined ? () => false : createHolidayTest(holidays);
  const isWorkday: DayTest = (date) => weekdayOf(date) < 5 && !isHoliday(date);
  const practiceClosed = createClosedTest(closures, calendar, start, isWorkday);
  return {
    isClosed: either(isHoliday, practiceClosed),
    openOn: (date) => isWorkday(date) && !practiceClosed(date),
  };
}

/** Keeps the two tests only, and not what the caller has to make them. */
function either(first: DayTest, second: DayTest): DayTest {
  return (date) => first(date) || second(date);
}

function toSpan({ from, to }: { readonly from: string; readonly to: string }): Span {
  return { from: minutesOf(from), to: minutesOf(to) };
}

function byWeekday<T extends { readonly days?: DaysConfiguration }, S>(
  entries: readonly T[],
  make: (entry: T) => S,
): readonly (readonly S[])[] {
  const made = entries.map((entry, index) => ({ index, days: weekdays(entry.days), value: make(entry) }));
  // Equal weekdays share a list, because a process may have thousands of practices.
  const lists = new Map<string, readonly S[]>();
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => {
    const ofDay = made.filter(({ days }) => days.includes(weekday));
    const key = ofDay.map(({ index }) => index).join();
    const list = lists.get(key) ?? ofDay.map(({ value }) => value);
    lists.set(key, list);
    return list;
  });
}

function createClosedTest(closures: Closures, calendar: Calendar, start: Instant, isWorkday: DayTest): DayTest {
  if (!closures) return () => false;
  const today = calendar.dayAt(start);
  const dayOf = (text: string): Day => {
    const moment = parseMoment(text);
    if (!moment) throw new Error(`not a day: ${text}`);
    return resolveDay(moment, today, calendar, isWorkday);
  };
  const spans = closures.map(({ from, to = from }) => ({ from: dayOf(from), to: dayOf(to) }));
  return (date) => spans.some(({ from, to }) => from <= date && date <= to);
}

const NO_SLOTS: ReadonlyMap<Day, readonly RuledSlot[]> = new Map();

/** Creates the explicit slots by day. Relative dates can make them overlap; then the first slot stays. */
function createExplicitSlots(
  schedule: ScheduleConfiguration,
  calendar: Calendar,
  start: Instant,
  isWorkday: DayTest,
  practice: Practice,
  typeOf: (code: string) => number,
): ReadonlyMap<Day, readonly RuledSlot[]> {
  if (!schedule.slots) return NO_SLOTS;
  const days = new Map<Day, RuledSlot[]>();
  for (const { start: text, type: code, minutes, status } of schedule.slots) {
    const moment = parseMoment(text);
    const type = typeOf(code);
    if (!moment) throw new Error(`not a moment: ${text}`);
    const at = resolveMoment(moment, calendar.dayAt(start), calendar, isWorkday);
    const length = minutes === undefined ? (practice.types[type]?.lengthMs ?? 0) : minutes * 60_000;
    const slot: RuledSlot = { start: at, end: instant(at + length), type, busy: status === 'busy' };
    const date = calendar.dayAt(at);
    // A slot that lasts until after midnight may overlap a slot of another day.
    const near = [date - 2, date - 1, date, date + 1, date + 2].flatMap((neighbor) => days.get(day(neighbor)) ?? []);
    if (near.some((neighbor) => overlaps(slot, neighbor))) continue;
    days.set(
      date,
      [...(days.get(date) ?? []), slot].sort((a, b) => a.start - b.start),
    );
  }
  return days;
}
