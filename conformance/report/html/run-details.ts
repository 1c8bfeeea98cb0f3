import { shorten } from '../../../output/terminal-text.ts';
import type { CheckReport } from '../report.ts';
import { formatDuration } from '../words.ts';
import { renderFold, renderTable, type Section } from './elements.ts';
import { markup } from './markup.ts';

const MAX_TEXT_LENGTH = 600;

/** Renders the appointments that the run created, and whether each was cancelled. */
export function renderBookings({ bookings }: CheckReport): Section {
  const rows = bookings.map(({ appointment, slot, madeAt, cancelled, why }) => ({
    cells: [
      markup`<code>${shorten(appointment, MAX_TEXT_LENGTH) || 'unknown'}</code>`,
      shorten(slot, MAX_TEXT_LENGTH),
      markup`<time datetime="${madeAt}">${madeAt}</time>`,
      cancelled
        ? markup`<span class="mark pass"><span aria-hidden="true">✓</span> Cancelled</span>`
        : markup`<span class="mark fail"><span aria-hidden="true">✕</span> Not cancelled</span> ${shorten(why ?? '', MAX_TEXT_LENGTH)}`,
    ],
  }));
  const hasLeft = bookings.some(({ cancelled }) => !cancelled);
  const body =
    rows.length === 0
      ? markup`<p class="nothing">The run created no appointments.</p>`
      : renderFold({
          id: 'bookings-all',
          title: hasLeft ? 'Created, and not all cancelled' : 'Created and cancelled',
          count: rows.length,
          isOpen: hasLeft,
          body: renderTable('Appointments that the run created', ['Appointment', 'Slot', 'Created', 'State'], rows),
        });
  return { id: 'bookings', title: 'Bookings', count: bookings.length, body };
}

export function renderTimings({ timings }: CheckReport): Section | undefined {
  if (timings.length === 0) return undefined;
  const rows = timings.map(({ operation, count, medianMs, p95Ms, slowestMs }) => ({
    cells: [operation, count, formatDuration(medianMs), formatDuration(p95Ms), formatDuration(slowestMs)],
  }));
  const columns = ['Operation', 'Requests', 'Median', '95th percentile', 'Slowest'];
  const body = renderTable('Response times; they do not affect the verdict', columns, rows, 'numbers');
  return { id: 'timings', title: 'Response times', body };
}

/** Renders what the run has waited for beside responses. */
export function renderWaits({ waits = [] }: CheckReport): Section | undefined {
  if (waits.length === 0) return undefined;
  const rows = waits.map(({ text, count, durationMs }) => ({
    cells: [shorten(text, MAX_TEXT_LENGTH), count, formatDuration(durationMs)],
  }));
  const columns = ['Waited for', 'Times', 'In all'];
  const body = renderTable('Waits of the run; they do not affect the verdict', columns, rows, 'numbers');
  return { id: 'waits', title: 'Waits', body };
}

export function renderOptions({ options }: CheckReport): Section | undefined {
  const rows = Object.entries(options).map(([name, value]) => ({ cells: [name, shorten(value, MAX_TEXT_LENGTH)] }));
  if (rows.length === 0) return undefined;
  const body = renderTable('Options of the run', ['Option', 'Value'], rows);
  const fold = { id: 'options-all', title: 'Options of the run', count: rows.length, isOpen: false, body };
  return { id: 'options', title: 'Options', body: renderFold(fold) };
}
