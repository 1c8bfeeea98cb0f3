import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { findWindow } from './row-window.ts';

/** The class of an element that scrolls a list. */
export const SCROLLER = 'wire-scroll';

/**
 * A list whose rows have one height. Within a `SCROLLER` only the rows near its view are rendered: a thousand rows cost as much
 * as thirty.
 * @param current the row that is brought into view when it changes
 */
export function RowList<Row>({
  rows,
  label,
  current = -1,
  class: className,
  children,
}: {
  readonly rows: readonly Row[];
  readonly label: string;
  readonly current?: number;
  readonly class?: string;
  readonly children: (row: Row, index: number) => ComponentChildren;
}) {
  const list = useRef<HTMLOListElement>(null);
  const rowHeight = useSignal(0);
  const view = useSignal({ top: 0, height: 0 });
  const scrollerOf = () => list.current?.closest(`.${SCROLLER}`);

  useLayoutEffect(() => {
    const scroller = scrollerOf();
    if (!scroller) return;
    const readView = () => {
      const { scrollTop: top, clientHeight: height } = scroller;
      const isNear = Math.abs(view.peek().top - top) < rowHeight.peek() && view.peek().height === height;
      if (!isNear) view.value = { top, height };
    };
    const measure = () => {
      const row = list.current?.firstElementChild;
      if (row instanceof HTMLElement) rowHeight.value = row.offsetHeight;
      readView();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    scroller.addEventListener('scroll', readView, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', readView);
    };
  }, []);

  useLayoutEffect(() => {
    const scroller = scrollerOf();
    if (!scroller || current < 0 || rowHeight.value === 0) return;
    const top = current * rowHeight.value;
    const { scrollTop, clientHeight } = scroller;
    if (top < scrollTop || top + rowHeight.value > scrollTop + clientHeight)
      scroller.scrollTop = top - clientHeight / 2;
  }, [current, rowHeight.value]);

  const isMeasured = rowHeight.value > 0;
  const { from, to } = isMeasured
    ? findWindow(rows.length, { ...view.value, rowHeight: rowHeight.value })
    : { from: 0, to: rows.length };
  const size = isMeasured
    ? { height: `${rows.length * rowHeight.value}px`, paddingTop: `${from * rowHeight.value}px` }
    : {};
  return (
    <ol ref={list} class={className} aria-label={label} style={size}>
      {rows.slice(from, to).map((row, index) => children(row, from + index))}
    </ol>
  );
}
