import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { now } from '../app/state.ts';
import { dateOf, formatDate, minutesOf } from '../app/time.ts';
import { CalendarColumn } from './calendar-column.tsx';
import { type Drag, type DragHandlers, useCalendarDrag } from './calendar-drag.ts';
import {
  type AppointmentItem,
  type Column,
  type Direction,
  formatMinutes,
  type Layout,
  nextPosition,
  type Position,
  type SlotItem,
  visibleColumns,
} from './calendar-layout.ts';
import type { Names } from './names.ts';

/** The width of the hours beside the columns, in pixels; theme tokens have no sizes. */
const HOURS_WIDTH = 48;
/** The height of the names above the columns, in pixels. */
const HEAD_HEIGHT = 72;
const MIN_COLUMN_WIDTH = 96;
/** From this width on, an appointment has its time beside the name of the patient. */
const MIN_TIME_WIDTH = 160;

interface CalendarProps extends DragHandlers {
  readonly layout: Layout;
  readonly names: Names;
  /** The day that the address asks for. */
  readonly date: string;
  /** The appointment whose panel is open. */
  readonly openAppointment: string | undefined;
  onSlot(item: SlotItem, column: Column): void;
  onAppointment(item: AppointmentItem): void;
}

/**
 * The calendar: a column for each schedule of a day, of which only those in sight are in the document. It is one stop of the
 * Tab key; the arrow keys go from slot to slot.
 */
export function Calendar({ layout, names, date, openAppointment, onSlot, onAppointment, ...drags }: CalendarProps) {
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { width, range, follow } = useSight(frame, layout.columns.length);
  const columnWidth = columnWidthOf(width, layout.columns.length);
  const { drag, cancel, ...pointer } = useCalendarDrag(frame, body, { layout, columnWidth }, drags);
  const { active, focusNext, activate } = useRovingFocus(layout, body);
  useScrollTo(frame, { layout, columnWidth, date, openAppointment });
  useEffect(() => follow(), [columnWidth, layout.columns.length]);

  const [first, end] = range;
  const shown = layout.columns
    .map((column, index) => ({ column, index }))
    .filter(({ index }) => (index >= first && index < end) || index === active?.column);

  const openItem = (target: EventTarget | null): void => {
    const position = positionOf(target);
    const column = position && layout.columns[position.column];
    const item = column?.items.find(({ id }) => id === position?.item);
    if (!position || !column || !item) return;
    activate(position);
    if (item.kind === 'slot') onSlot(item, column);
    else onAppointment(item);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form.
    <div
      ref={frame}
      class={drag.value ? 'practice-calendar dragging' : 'practice-calendar'}
      role="group"
      aria-label="Agenda"
      aria-describedby="practice-keys"
      onScroll={follow}
      onClick={({ target }) => openItem(target)}
      onKeyDown={(event) => {
        const direction = DIRECTIONS[event.key];
        if (event.key === 'Escape') cancel();
        if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        focusNext(direction);
      }}
      {...pointer}
      onPointerCancel={cancel}
    >
      <p id="practice-keys" class="visually-hidden">
        Arrow keys go from slot to slot, Enter opens one.
      </p>
      <div
        class={columnWidth < MIN_TIME_WIDTH ? 'practice-canvas narrow' : 'practice-canvas'}
        style={{
          '--columns': layout.columns.length,
          '--column-width': `${columnWidth}px`,
          '--hours-width': `${HOURS_WIDTH}px`,
          '--head-height': `${HEAD_HEIGHT}px`,
          '--minute': `${layout.minuteHeight}px`,
          '--from': layout.from,
          '--to': layout.to,
        }}
      >
        <Head layout={layout} shown={shown} />
        <Hours layout={layout} />
        <div class="practice-columns" ref={body}>
          <HourLines layout={layout} />
          {shown.map(({ column, index }) => (
            <CalendarColumn
              key={column.key}
              column={column}
              index={index}
              names={names}
              tabItem={active?.column === index ? active.item : undefined}
              openAppointment={openAppointment}
              pastTo={pastMinutes(column.date)}
            />
          ))}
          <NowLine layout={layout} />
          {drag.value && <DragGhost drag={drag.value} names={names} />}
        </div>
      </div>
    </div>
  );
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

function columnWidthOf(width: number, columns: number): number {
  return Math.max(MIN_COLUMN_WIDTH, Math.floor((width - HOURS_WIDTH) / Math.max(1, columns)));
}

/** Follows which columns are in sight, and renders again only when that changes. */
function useSight(frame: { readonly current: HTMLElement | null }, columns: number) {
  const width = useSignal(0);
  const range = useSignal<readonly [number, number]>([0, 0]);
  const follow = (): void => {
    const element = frame.current;
    if (!element) return;
    width.value = element.clientWidth;
    const [first, end] = visibleColumns(columns, columnWidthOf(element.clientWidth, columns), {
      left: element.scrollLeft,
      width: element.clientWidth,
    });
    const [knownFirst, knownEnd] = range.peek();
    if (first !== knownFirst || end !== knownEnd) range.value = [first, end];
  };
  useLayoutEffect(() => {
    if (!frame.current) return;
    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [columns]);
  return { width: width.value, range: range.value, follow };
}

function positionOf(target: EventTarget | null): Position | undefined {
  const element = target instanceof Element ? target.closest('[data-item]') : null;
  const item = element?.getAttribute('data-item');
  const column = element?.closest('[data-column]')?.getAttribute('data-column');
  return item == null || column == null ? undefined : { item, column: Number(column) };
}

/** Keeps the item that the Tab key reaches, and moves the focus between items. */
function useRovingFocus(layout: Layout, body: { readonly current: HTMLElement | null }) {
  const chosen = useSignal<{ readonly key: string; readonly item: string } | undefined>(undefined);
  /** The item that gets the focus when it is rendered: another key may follow before that. */
  const wanted = useRef<string | undefined>(undefined);
  const active = findActive(layout, chosen.value);
  useEffect(() => {
    if (!active || wanted.current !== active.item) return;
    wanted.current = undefined;
    const column = body.current?.querySelector(`[data-column="${active.column}"]`);
    const element = column?.querySelector(`[data-item="${CSS.escape(active.item)}"]`);
    if (element instanceof HTMLElement) element.focus();
  }, [active?.column, active?.item]);
  const activate = ({ column, item }: Position): void => {
    chosen.value = { key: layout.columns[column]?.key ?? '', item };
  };
  return {
    active,
    activate,
    focusNext(direction: Direction): void {
      const current = findActive(layout, chosen.peek());
      if (!current) return;
      const next = nextPosition(layout, current, direction);
      wanted.current = next.item;
      activate(next);
    },
  };
}

/** The chosen item, or the first one of the calendar: what was chosen may be gone. */
function findActive(
  { columns }: Layout,
  chosen: { readonly key: string; readonly item: string } | undefined,
): Position | undefined {
  const index = columns.findIndex(
    ({ key, items }) => key === chosen?.key && items.some(({ id }) => id === chosen.item),
  );
  if (index >= 0 && chosen) return { column: index, item: chosen.item };
  const column = columns.findIndex(({ items }) => items.length > 0);
  const item = columns[column]?.items[0];
  return item && { column, item: item.id };
}

/** Scrolls to the day and the hour of now, or to the appointment whose panel opens. */
function useScrollTo(
  frame: { readonly current: HTMLElement | null },
  {
    layout,
    columnWidth,
    date,
    openAppointment,
  }: Pick<CalendarProps, 'layout' | 'date' | 'openAppointment'> & { readonly columnWidth: number },
): void {
  const target = findTarget(layout, date, openAppointment);
  const days = layout.days.map((each) => each.date).join();
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element || columnWidth <= 0) return;
    const left = target.column * columnWidth;
    const top = (target.minutes - layout.from) * layout.minuteHeight;
    const bottom = element.scrollTop + element.clientHeight - HEAD_HEIGHT - HOURS_WIDTH;
    const isInSight =
      left >= element.scrollLeft &&
      left + columnWidth <= element.scrollLeft + element.clientWidth - HOURS_WIDTH &&
      top >= element.scrollTop &&
      top <= bottom;
    if (!isInSight) element.scrollTo({ left, top: Math.max(0, top - 60 * layout.minuteHeight) });
  }, [days, date, openAppointment, target.column, target.minutes]);
}

function findTarget(layout: Layout, date: string, openAppointment: string | undefined) {
  const open = openAppointment === undefined ? undefined : findItem(layout, openAppointment);
  if (open) return open;
  const first = layout.columns.findIndex((each) => each.date === date);
  const current = now.peek();
  const isToday = current !== undefined && dateOf(current) === date;
  return { column: Math.max(0, first), minutes: isToday ? clampMinutes(layout, minutesOf(current)) : layout.from };
}

function findItem({ columns }: Layout, id: string) {
  for (const [column, { items }] of columns.entries()) {
    const item = items.find((each) => each.id === id);
    if (item) return { column, minutes: item.from };
  }
  return undefined;
}

function clampMinutes({ from, to }: Layout, minutes: number): number {
  return Math.min(to, Math.max(from, minutes));
}

function pastMinutes(date: string): number {
  const current = now.value;
  if (current === undefined || dateOf(current) < date) return 0;
  return dateOf(current) > date ? Number.POSITIVE_INFINITY : minutesOf(current);
}

function Head({
  layout,
  shown,
}: {
  readonly layout: Layout;
  readonly shown: readonly { readonly column: Column; readonly index: number }[];
}) {
  const today = now.value && dateOf(now.value);
  let start = 0;
  const days = layout.days.map((day) => {
    const column = start;
    start += day.columns;
    return { ...day, column };
  });
  return (
    <div class="practice-head" aria-hidden="true">
      <div class="practice-corner" />
      {days.map(({ date, column, columns }) => (
        <div key={date} class="practice-day" style={{ '--column': column, '--span': columns }}>
          <span class={date === today ? 'today' : ''}>{formatDate(date)}</span>
        </div>
      ))}
      {shown.map(({ column, index }) => (
        <div key={column.key} class="practice-name" style={{ '--column': index }}>
          {column.name}
        </div>
      ))}
    </div>
  );
}

function hoursBetween({ from, to }: Layout): readonly number[] {
  return Array.from({ length: Math.max(0, (to - from) / 60) }, (_, index) => from + index * 60);
}

function Hours({ layout }: { readonly layout: Layout }) {
  return (
    <div class="practice-hours" aria-hidden="true">
      {hoursBetween(layout).map((minutes) => (
        <span key={minutes} style={{ '--start': minutes }}>
          {formatMinutes(minutes)}
        </span>
      ))}
    </div>
  );
}

function HourLines({ layout }: { readonly layout: Layout }) {
  return (
    <div class="practice-lines" aria-hidden="true">
      {hoursBetween(layout).map((minutes) => (
        <i key={minutes} style={{ '--start': minutes }} />
      ))}
    </div>
  );
}

/** The time of the practice, over the columns of today. */
function NowLine({ layout }: { readonly layout: Layout }) {
  const current = now.value;
  if (current === undefined) return null;
  const today = dateOf(current);
  const column = layout.columns.findIndex(({ date }) => date === today);
  const minutes = minutesOf(current);
  if (column < 0 || minutes < layout.from || minutes > layout.to) return null;
  const span = layout.days.find(({ date }) => date === today)?.columns ?? 1;
  return (
    <div class="practice-now" aria-hidden="true" style={{ '--column': column, '--span': span, '--start': minutes }} />
  );
}

function DragGhost({ drag, names }: { readonly drag: Drag; readonly names: Names }) {
  const { appointment, column, from, to } = drag;
  return (
    <div
      class={appointment ? 'practice-ghost' : 'practice-ghost period'}
      style={{ '--column': column, '--start': from, '--length': to - from }}
    >
      {appointment ? names.patient(appointment.appointment.patient) : 'Block'} {formatMinutes(from)} to{' '}
      {formatMinutes(to)}
    </div>
  );
}
