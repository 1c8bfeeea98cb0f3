/** Dragging in the calendar with a mouse or a pen: an appointment to another time, and over empty time to block it. */
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { type AppointmentItem, type Column, type Layout, snapMinutes } from './calendar-layout.ts';

/** What is dragged, where it is at the moment. */
export interface Drag {
  readonly appointment?: AppointmentItem;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

export interface DragHandlers {
  onMove(appointment: AppointmentItem, column: Column, minutes: number): void;
  onPeriod(column: Column, from: number, to: number): void;
}

/** The distance in pixels that makes a press a drag. */
const MIN_DISTANCE = 6;
/** The distance in pixels from the edge of the frame that scrolls it. */
const EDGE = 32;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly column: number;
  readonly minutes: number;
  readonly appointment: AppointmentItem | undefined;
}

/** Follows the pointer in the calendar. `body` is the element of the columns, `frame` the one that scrolls. */
export function useCalendarDrag(
  frame: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  { layout, columnWidth }: { readonly layout: Layout; readonly columnWidth: number },
  { onMove, onPeriod }: DragHandlers,
) {
  const drag: Signal<Drag | undefined> = useSignal(undefined);
  const press = useRef<Press | undefined>(undefined);

  const locate = ({ clientX, clientY }: PointerEvent) => {
    const { left, top } = body.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const column = Math.floor((clientX - left) / columnWidth);
    return {
      column: Math.min(layout.columns.length - 1, Math.max(0, column)),
      minutes: layout.from + (clientY - top) / layout.minuteHeight,
    };
  };
  const end = (): void => {
    press.current = undefined;
    drag.value = undefined;
  };

  return {
    drag,
    cancel: end,
    onPointerDown(event: PointerEvent): void {
      if (event.button !== 0 || event.pointerType === 'touch' || !(event.target instanceof Element)) return;
      if (event.target.closest('.practice-columns') === null) return;
      const place = locate(event);
      const id = event.target.closest('[data-item]')?.getAttribute('data-item');
      const item = layout.columns[place.column]?.items.find((each) => each.id === id);
      const appointment = item?.kind === 'appointment' ? item : undefined;
      press.current = { x: event.clientX, y: event.clientY, ...place, appointment };
    },
    onPointerMove(event: PointerEvent): void {
      const pressed = press.current;
      if (!pressed) return;
      // It was released outside of the calendar.
      if (event.buttons === 0) return end();
      const distance = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
      if (!drag.peek() && distance < MIN_DISTANCE) return;
      // From now on, no button below the pointer is clicked.
      if (!drag.peek()) frame.current?.setPointerCapture(event.pointerId);
      scrollAtEdge(frame.current, event);
      drag.value = pressed.appointment
        ? moveDrag(layout, pressed, pressed.appointment, locate(event))
        : periodDrag(layout, pressed, locate(event).minutes);
    },
    onPointerUp(): void {
      const dropped = drag.peek();
      end();
      const column = dropped && layout.columns[dropped.column];
      if (!column) return;
      if (!dropped.appointment) onPeriod(column, dropped.from, dropped.to);
      else if (isElsewhere(dropped, dropped.appointment, column)) onMove(dropped.appointment, column, dropped.from);
    },
  };
}

function isElsewhere({ from }: Drag, { appointment, from: before }: AppointmentItem, column: Column): boolean {
  return from !== before || column.schedule !== appointment.schedule || column.date !== appointment.start.slice(0, 10);
}

function moveDrag(
  { columns }: Layout,
  pressed: Press,
  appointment: AppointmentItem,
  { column, minutes }: Pick<Press, 'column' | 'minutes'>,
): Drag {
  const wanted = Math.max(0, minutes - (pressed.minutes - appointment.from));
  // The middle of a short step decides, so that a slot takes what lies mostly in it.
  const target = columns[column];
  const from = target ? snapMinutes(target, wanted + 2) : wanted;
  return { appointment, column, from, to: from + appointment.to - appointment.from };
}

function periodDrag({ columns }: Layout, pressed: Press, minutes: number): Drag {
  const column = columns[pressed.column];
  const first = Math.min(pressed.minutes, minutes);
  const last = Math.max(pressed.minutes, minutes);
  const covered = column?.items.filter(({ from, to }) => from < last && to > first) ?? [];
  return {
    column: pressed.column,
    from: Math.min(Math.floor(first / 5) * 5, ...covered.map(({ from }) => from)),
    to: Math.max(Math.ceil(last / 5) * 5, ...covered.map(({ to }) => to)),
  };
}

function scrollAtEdge(frame: HTMLElement | null, { clientX, clientY }: PointerEvent): void {
  if (!frame) return;
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  const step = (value: number, low: number, high: number) =>
    value < low + EDGE ? -EDGE : value > high - EDGE ? EDGE : 0;
  frame.scrollBy(step(clientX, left, right), step(clientY, top, bottom));
}
