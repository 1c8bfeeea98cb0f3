/** Where slots and appointments are in the calendar: a column for each schedule of a day, and minutes from midnight. */
import type { AgendaView, AppointmentView } from '../../../simulator/index.ts';
import { addDays, dateOf, minutesOf } from '../app/time.ts';

type Schedule = AgendaView['schedules'][number];
export type Slot = Schedule['slots'][number];

interface Placed {
  readonly id: string;
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
}

export interface SlotItem extends Placed {
  readonly kind: 'slot';
  readonly slot: Slot;
}

export interface AppointmentItem extends Placed {
  readonly kind: 'appointment';
  readonly appointment: AppointmentView;
  /** Appointments at the same time share the width of a column in lanes. */
  readonly lane: number;
  readonly lanes: number;
}

export type Item = SlotItem | AppointmentItem;

/** A schedule on a day. */
export interface Column {
  readonly key: string;
  readonly date: string;
  readonly schedule: string;
  readonly name: string;
  readonly isClosed: boolean;
  /** By start; a slot that an appointment has is not among them. */
  readonly items: readonly Item[];
}

export interface Layout {
  readonly columns: readonly Column[];
  /** The days with the number of their columns. */
  readonly days: readonly { readonly date: string; readonly columns: number }[];
  /** The hours to show, in minutes since midnight. */
  readonly from: number;
  readonly to: number;
  /** The height of a minute in pixels: the shortest slot is high enough to read and to hit. */
  readonly minuteHeight: number;
}

const DAY_MINUTES = 1440;
/** The height of the shortest slot, in pixels. */
const MIN_SLOT_HEIGHT = 24;
const MIN_MINUTE_HEIGHT = 1.2;
const MAX_MINUTE_HEIGHT = 4.8;

/** Lays out an agenda with the appointments that hold time: those that are pending or booked. */
export function layOutCalendar(agenda: AgendaView, appointments: Iterable<AppointmentView>): Layout {
  const byColumn = groupBy(
    [...appointments].filter(({ state }) => state === 'pending' || state === 'booked'),
    (each) => columnKey(dateOf(each.start), each.schedule),
  );
  const columnsOf = layOutSchedules(agenda, byColumn);
  const dates = Array.from({ length: agenda.days }, (_, index) => addDays(agenda.from, index));
  const all = dates.map((date) => columnsOf(date));
  const isEmpty = (columns: readonly Column[]) => columns.every(({ items }) => items.length === 0);
  // Days on which nothing happens, such as a weekend, would only cost width.
  const shown = all.every(isEmpty) ? all.slice(0, agenda.days === 1 ? 1 : 5) : all.filter((each) => !isEmpty(each));
  const columns = shown.flat();
  return {
    columns,
    days: shown.flatMap(([first, ...rest]) => (first ? [{ date: first.date, columns: rest.length + 1 }] : [])),
    ...hoursOf(columns),
    minuteHeight: minuteHeightOf(columns),
  };
}

function layOutSchedules(
  { schedules }: AgendaView,
  appointments: ReadonlyMap<string, readonly AppointmentView[]>,
): (date: string) => readonly Column[] {
  const slots = schedules.map((schedule) => groupBy(schedule.slots, ({ start }) => dateOf(start)));
  return (date) =>
    schedules.map(({ id, practitioners, closed = [] }, index) => {
      const key = columnKey(date, id);
      const own = (slots[index]?.get(date) ?? []).filter(({ holder }) => holder?.kind !== 'appointment');
      return {
        key,
        date,
        schedule: id,
        name: practitioners.length === 0 ? id : practitioners.join(', '),
        isClosed: closed.includes(date),
        items: [...own.map(placeSlot), ...layLanes(appointments.get(key) ?? [])].sort(byStart),
      };
    });
}

export function columnKey(date: string, schedule: string): string {
  return `${date}/${schedule}`;
}

/** `Map.groupBy`, which the tests in Node.js 20 lack. */
function groupBy<T>(list: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function minutesBetween(start: string, end: string): Pick<Placed, 'from' | 'to'> {
  const from = minutesOf(start);
  const to = dateOf(end) === dateOf(start) ? minutesOf(end) : DAY_MINUTES;
  // Where the clock is set back, an end may be before its start by the clock on the wall.
  return { from, to: to > from ? to : from + Math.round((Date.parse(end) - Date.parse(start)) / 60_000) };
}

function placeSlot(slot: Slot): SlotItem {
  return { kind: 'slot', id: slot.id, ...minutesBetween(slot.start, slot.end), slot };
}

function byStart(a: Placed, b: Placed): number {
  return a.from - b.from || a.to - b.to;
}

/** Puts appointments at the same time beside one another: a double booking is seen. */
export function layLanes(appointments: readonly AppointmentView[]): readonly AppointmentItem[] {
  const placed = appointments
    .map((appointment) => ({ ...minutesBetween(appointment.start, appointment.end), id: appointment.id, appointment }))
    .sort(byStart);
  const items: AppointmentItem[] = [];
  let group: (typeof placed)[number][] = [];
  let groupEnd = 0;
  const endGroup = (): void => {
    items.push(...layGroup(group));
    group = [];
  };
  for (const each of placed) {
    if (each.from >= groupEnd) endGroup();
    group.push(each);
    groupEnd = Math.max(groupEnd, each.to);
  }
  endGroup();
  return items;
}

function layGroup(group: readonly Omit<AppointmentItem, 'kind' | 'lane' | 'lanes'>[]): readonly AppointmentItem[] {
  const laneEnds: number[] = [];
  const lanes = group.map(({ from, to }) => {
    const free = laneEnds.findIndex((end) => end <= from);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = to;
    return lane;
  });
  return group.map((each, index) => ({
    kind: 'appointment',
    ...each,
    lane: lanes[index] ?? 0,
    lanes: laneEnds.length,
  }));
}

function hoursOf(columns: readonly Column[]): Pick<Layout, 'from' | 'to'> {
  let from = DAY_MINUTES;
  let to = 0;
  for (const { items } of columns) {
    for (const item of items) {
      from = Math.min(from, item.from);
      to = Math.max(to, item.to);
    }
  }
  if (to === 0) return { from: 8 * 60, to: 17 * 60 };
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}

function minuteHeightOf(columns: readonly Column[]): number {
  let shortest = DAY_MINUTES;
  for (const { items } of columns) {
    for (const { from, to } of items) if (to > from) shortest = Math.min(shortest, to - from);
  }
  return Math.min(MAX_MINUTE_HEIGHT, Math.max(MIN_MINUTE_HEIGHT, MIN_SLOT_HEIGHT / shortest));
}

/** Formats minutes since midnight: `09:05`. */
export function formatMinutes(minutes: number): string {
  const inDay = Math.min(minutes, DAY_MINUTES);
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** Returns where something is dropped: the start of the slot there, or the nearest five minutes. */
export function snapMinutes({ items }: Column, minutes: number): number {
  const slot = items.find(({ kind, from, to }) => kind === 'slot' && from <= minutes && minutes < to);
  return slot?.from ?? Math.round(minutes / 5) * 5;
}

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

/** An item of a column. */
export interface Position {
  readonly column: number;
  readonly item: string;
}

/** Returns the item next to another one; to the left and to the right that at the same time, past columns without items. */
export function nextPosition({ columns }: Layout, current: Position, direction: Direction): Position {
  const items = columns[current.column]?.items ?? [];
  const index = items.findIndex(({ id }) => id === current.item);
  const inColumn = (item: Item | undefined) => (item ? { column: current.column, item: item.id } : current);
  if (direction === 'up') return inColumn(items[index - 1]);
  if (direction === 'down') return inColumn(items[index + 1]);
  if (direction === 'first') return inColumn(items[0]);
  if (direction === 'last') return inColumn(items.at(-1));
  const step = direction === 'left' ? -1 : 1;
  const minutes = items[index]?.from ?? 0;
  for (let column = current.column + step; columns[column] !== undefined; column += step) {
    const nearest = nearestItem(columns[column], minutes);
    if (nearest) return { column, item: nearest.id };
  }
  return current;
}

function nearestItem(column: Column | undefined, minutes: number): Item | undefined {
  const distance = (item: Item) => Math.abs(item.from - minutes);
  return column?.items.reduce<Item | undefined>(
    (best, item) => (best === undefined || distance(item) < distance(best) ? item : best),
    undefined,
  );
}

/** Returns the indexes of the columns that are in sight, with a margin: the first one, and the one after the last one. */
export function visibleColumns(
  count: number,
  columnWidth: number,
  { left, width }: { readonly left: number; readonly width: number },
): readonly [first: number, end: number] {
  const margin = 2;
  const first = Math.max(0, Math.floor(left / columnWidth) - margin);
  return [Math.min(first, count), Math.min(count, Math.ceil((left + width) / columnWidth) + margin)];
}
